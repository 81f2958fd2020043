package dev.roomtalk.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of this user's that is written at its end. Where it was moved or removed, as logrotate does, the next write
 * begins it anew. Confined to one thread.
 */
public final class AppendedFile implements AutoCloseable {
    private final Path file;
    private FileChannel out;

    /** What the file system knows the open file by. */
    private @Nullable Object key;

    /** @throws IOException in a sentence for the person */
    public AppendedFile(Path file) throws IOException {
        this.file = file;
        try {
            this.out = open();
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
        }
        this.key = key();
    }

    private FileChannel open() throws IOException {
        return PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** Null: there is no such file. */
    private @Nullable Object key() throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Writes all of it, into the file that has the name now. */
    public void append(byte[] content) throws IOException {
        if (!Objects.equals(key(), key) || key == null) {
            reopen();
        }
        PrivateFiles.write(out, content);
    }

    private void reopen() throws IOException {
        FileChannel anew = open();
        out.close();
        out = anew;
        key = key();
    }

    /** Bytes of the file that is open. */
    public long size() throws IOException {
        return out.size();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
