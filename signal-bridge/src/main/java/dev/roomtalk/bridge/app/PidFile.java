package dev.roomtalk.bridge.app;

import dev.roomtalk.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A file that holds a pid and a newline while its process can be spoken to. Readers see the whole of it or none. */
final class PidFile implements AutoCloseable {
    private final Path file;
    private final String content;

    private PidFile(Path file, String content) {
        this.file = file;
        this.content = content;
    }

    /** Writes it, in place of any other. */
    static PidFile write(Path file, long pid) throws IOException {
        String content = pid + "\n";
        Path absolute = file.toAbsolutePath();
        PrivateFiles.replace(absolute, content.getBytes(StandardCharsets.US_ASCII), "rw-r--r--");
        return new PidFile(absolute, content);
    }

    /** Removes it, unless another process has put its own in its place. */
    @Override
    public void close() throws IOException {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.readString(file).equals(content)) {
            Files.deleteIfExists(file);
        }
    }
}
