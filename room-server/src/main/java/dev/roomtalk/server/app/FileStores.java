package dev.roomtalk.server.app;

import dev.roomtalk.server.files.BlobStore;
import dev.roomtalk.server.files.BucketRefusedException;
import dev.roomtalk.server.files.BucketStore;
import dev.roomtalk.server.files.DirectoryStore;
import dev.roomtalk.server.files.SharedFiles;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.ServerSettings.EngineKind;
import dev.roomtalk.server.store.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store of files that the settings name. */
final class FileStores {
    private static final Logger LOG = LoggerFactory.getLogger(FileStores.class);

    /** For files on a disk. */
    private static final int THREADS = 2;

    /** For files behind a network, which is waited for. */
    private static final int BUCKET_THREADS = 16;

    private FileStores() {}

    /**
     * What keeps the files of rooms; null: none are kept.
     *
     * @throws IOException in a sentence for the person
     */
    static @Nullable BlobStore open(ServerSettings settings, Path dataDirectory) throws IOException {
        if (settings.fileBucket() != null) {
            return BucketStore.open(settings.fileBucket(), InstantSource.system());
        }
        Path given = settings.fileDir();
        if (given == null && settings.engine() == EngineKind.REDIS) {
            LOG.info("no files are taken: give file-dir, a directory that all nodes share, or file-bucket");
            return null;
        }
        return DirectoryStore.open(given == null ? dataDirectory.resolve("files") : given, InstantSource.system());
    }

    /** How many threads work on it. */
    static int threads(ServerSettings settings) {
        return settings.fileBucket() == null ? THREADS : BUCKET_THREADS;
    }

    /**
     * The files, as they were kept. A bucket that cannot be reached now is waited for: files cannot be sent and got
     * until it is back, and everything else goes on.
     *
     * @throws IOException in a sentence for the person
     */
    static SharedFiles files(BlobStore store, LiveSettings settings, Engine engine, RandomGenerator random)
            throws IOException {
        SharedFiles files = new SharedFiles(
                store,
                settings.get().engine() == EngineKind.REDIS,
                () -> settings.get().files(),
                random);
        boolean durable = engine.durable();
        try {
            files.look();
        } catch (BucketRefusedException e) {
            throw new IOException("file-bucket: " + e.getMessage(), e);
        } catch (IOException e) {
            if (settings.get().fileBucket() == null || !durable) {
                throw e;
            }
            LOG.warn("no files can be sent or got until it is back: {}", e.getMessage());
        }
        if (!durable) {
            // Their rooms are gone, and others may get the same ids.
            files.removeIf(_ -> true);
        }
        return files;
    }
}
