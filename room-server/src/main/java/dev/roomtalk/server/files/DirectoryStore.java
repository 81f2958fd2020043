package dev.roomtalk.server.files;

import dev.roomtalk.files.EarlySync;
import dev.roomtalk.files.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps files in a directory of its own, which several nodes may share. Any thread, as {@link BlobStore} says.
 *
 * <pre>
 *  ID.record   what is known of a file: see {@link FileRecord#text}
 *  ID.part     its content as long as it is not there whole
 *  ID.content  its content: it is there under this name when it is whole, on the disk, and never changed again
 * </pre>
 */
public final class DirectoryStore implements BlobStore {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryStore.class);
    private static final String RECORD = ".record";
    private static final String PART = ".part";
    private static final String CONTENT = ".content";

    private final Path directory;
    private final InstantSource clock;

    /** @param clock the machine's, by which the directory dates its files */
    private DirectoryStore(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * Makes the directory where it is missing.
     *
     * @throws IOException in a sentence for the person
     */
    public static DirectoryStore open(Path directory, InstantSource clock) throws IOException {
        try {
            PrivateFiles.makeDirectory(directory);
        } catch (IOException e) {
            throw new IOException("file-dir: " + e.getMessage(), e);
        }
        return new DirectoryStore(directory, clock);
    }

    @Override
    public List<FileRecord> records() throws IOException {
        List<FileRecord> records = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*" + RECORD)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                FileRecord record = read(name.substring(0, name.length() - RECORD.length()));
                if (record != null) {
                    records.add(record);
                }
            }
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*" + PART)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                Path record = directory.resolve(name.substring(0, name.length() - PART.length()) + RECORD);
                if (!Files.exists(record) && isIdle(entry)) {
                    Files.deleteIfExists(entry);
                }
            }
        }
        return records;
    }

    @Override
    public @Nullable FileRecord record(FileId id) {
        return read(id.hex());
    }

    /** Null: there is no such file, or what is known of it cannot be read. */
    private @Nullable FileRecord read(String name) {
        Path entry = directory.resolve(name + RECORD);
        try {
            FileId id = new FileId(name);
            FileRecord record = FileRecord.parse(id, Files.readString(entry));
            if (Files.exists(content(id))) {
                return record;
            }
            if (isIdle(Files.exists(part(id)) ? part(id) : entry)) {
                remove(id);
                return null;
            }
            if (!Files.exists(part(id))) {
                // It may have become whole a moment ago.
                return Files.exists(content(id)) ? FileRecord.parse(id, Files.readString(entry)) : null;
            }
            return record.whole() ? record.whole("", record.timeMillis()) : record;
        } catch (NoSuchFileException e) {
            // There is none, or another node has removed it at this moment.
            return null;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("the record of a file cannot be read: {}: {}", entry, e.getMessage());
            return null;
        }
    }

    private boolean isIdle(Path file) throws IOException {
        return Files.getLastModifiedTime(file)
                .toInstant()
                .isBefore(clock.instant().minus(IDLE));
    }

    @Override
    public void begin(FileRecord record) throws IOException {
        PrivateFiles.open(part(record.id()), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                .close();
        write(record);
    }

    private void write(FileRecord record) throws IOException {
        PrivateFiles.replace(
                file(record.id(), RECORD), record.text().getBytes(StandardCharsets.UTF_8), PrivateFiles.OWNER_ONLY);
    }

    @Override
    public Draft draft(FileId id) throws IOException {
        FileChannel channel = PrivateFiles.open(part(id), StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new Draft() {
            private final long before = channel.size();
            private final EarlySync disk = new EarlySync(channel::force);
            private long readTo;
            private long end = before;

            @Override
            public long size() {
                return before;
            }

            @Override
            public int read(ByteBuffer into) throws IOException {
                int count = channel.read(into, readTo);
                readTo += Math.max(0, count);
                return count;
            }

            @Override
            public void write(ByteBuffer bytes) throws IOException {
                disk.wrote(bytes.remaining());
                while (bytes.hasRemaining()) {
                    end += channel.write(bytes, end);
                }
            }

            @Override
            public void finish(FileRecord whole) throws IOException {
                disk.finish();
                DirectoryStore.this.write(whole);
                Files.move(part(id), content(id), StandardCopyOption.ATOMIC_MOVE);
                try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                    names.force(true);
                }
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Override
    public Source read(FileRecord file, long offset) throws IOException {
        FileChannel channel = PrivateFiles.open(content(file.id()), StandardOpenOption.READ);
        channel.position(offset);
        return new Source() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                return channel.read(into);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Override
    public void remove(FileId id) throws IOException {
        // The record comes last: what a crash leaves of it is removed by the next look.
        Files.deleteIfExists(content(id));
        Files.deleteIfExists(part(id));
        Files.deleteIfExists(file(id, RECORD));
    }

    private Path part(FileId id) {
        return file(id, PART);
    }

    private Path content(FileId id) {
        return file(id, CONTENT);
    }

    private Path file(FileId id, String kind) {
        return directory.resolve(id.hex() + kind);
    }
}
