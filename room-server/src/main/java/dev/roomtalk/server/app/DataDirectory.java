package dev.roomtalk.server.app;

import dev.roomtalk.files.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The directory of a node's own, locked while the node runs. */
final class DataDirectory implements AutoCloseable {
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Makes it where it is missing, readable for its owner only, and locks it. One that other users may write is
     * refused.
     *
     * @throws IOException in a sentence for the person
     */
    static DataDirectory open(Path path) throws IOException {
        try {
            PrivateFiles.makeDirectory(path);
        } catch (FileSystemException e) {
            throw new IOException("data-dir: cannot use " + path + ": " + reason(e), e);
        } catch (IOException e) {
            throw new IOException("data-dir: " + e.getMessage(), e);
        }
        return locked(path);
    }

    /**
     * As {@link #open}, for a command that root gives about the directory of the user that the server runs as: what it
     * makes there belongs to that user.
     *
     * @throws IOException in a sentence for the person
     */
    static DataDirectory openAsItsOwner(Path path) throws IOException {
        if (!PrivateFiles.runsAsRoot() || !Files.isDirectory(path)) {
            return open(path);
        }
        DataDirectory data = locked(path);
        PrivateFiles.giveToOwnerOfDirectory(path.resolve(LOCK));
        return data;
    }

    private static DataDirectory locked(Path path) throws IOException {
        FileChannel file;
        try {
            file = PrivateFiles.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("data-dir: cannot use " + path + ": " + reason(e), e);
        }
        if (lock(file) == null) {
            file.close();
            throw new IOException("data-dir: another server is using " + path);
        }
        return new DataDirectory(path, file);
    }

    /**
     * Whether another process has locked it. Not for a process that has locked it itself: to look would end its lock
     * ({@code fcntl(2)}).
     */
    static boolean isInUse(Path path) {
        try (FileChannel file = FileChannel.open(path.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = lock(file)) {
            return lock == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another node in this very process.
            return null;
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " (" + e.getMessage() + ")";
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
