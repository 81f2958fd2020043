package dev.roomtalk.server.audit;

import dev.roomtalk.files.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of the audit log. A file that has grown long is renamed, and replaces the one that was renamed before.
 * Confined to the thread of the audit log.
 */
final class AuditFile implements AutoCloseable {
    /** Bytes at the end of a file in which the latest lines are looked for. */
    private static final int TAIL_BYTES = 1 << 20;

    private final Path file;
    private final long maxBytes;
    private FileChannel out;

    /** @throws IOException in a sentence for the person */
    AuditFile(Path file, long maxBytes) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        try {
            this.out = open(file);
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    void append(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (out.size() > 0 && out.size() + bytes.length > maxBytes) {
            out.close();
            Files.move(file, aside(), StandardCopyOption.REPLACE_EXISTING);
            out = open(file);
        }
        PrivateFiles.write(out, bytes);
    }

    private Path aside() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    /** The latest lines, the oldest of them first. */
    List<String> last(int count) throws IOException {
        List<String> lines = new ArrayList<>(tail(file));
        if (lines.size() < count && Files.exists(aside())) {
            lines.addAll(0, tail(aside()));
        }
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /** The whole lines at the end of a file. */
    private static List<String> tail(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = Math.max(0, in.size() - TAIL_BYTES);
            ByteBuffer bytes = ByteBuffer.allocate((int) (in.size() - from));
            in.position(from);
            while (bytes.hasRemaining() && in.read(bytes) >= 0) {
                // Until all of it is there.
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            List<String> lines = text.lines().toList();
            return from == 0 || lines.isEmpty() ? lines : lines.subList(1, lines.size());
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
