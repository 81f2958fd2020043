package dev.roomtalk.server.audit;

import dev.roomtalk.files.AppendedFile;
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
 * One file of the audit log. A file that has grown long is renamed, and replaces the one that was renamed before; one
 * that somebody else moved away (logrotate) is begun anew. Confined to the thread of the audit log.
 */
final class AuditFile implements AutoCloseable {
    /** Bytes at the end of a file in which the latest lines are looked for. */
    private static final int TAIL_BYTES = 1 << 20;

    private final Path file;
    private final long maxBytes;
    private final AppendedFile out;

    /** @throws IOException in a sentence for the person */
    AuditFile(Path file, long maxBytes) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        this.out = new AppendedFile(file);
    }

    void append(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (out.size() > 0 && out.size() + bytes.length > maxBytes && Files.exists(file)) {
            // The next write begins it anew.
            Files.move(file, aside(), StandardCopyOption.REPLACE_EXISTING);
        }
        out.append(bytes);
    }

    private Path aside() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    /** The latest lines, the oldest of them first. */
    List<String> last(int count) throws IOException {
        List<String> lines = new ArrayList<>(tail(file));
        if (lines.size() < count) {
            lines.addAll(0, tail(aside()));
        }
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /** The whole lines at the end of a file. */
    private static List<String> tail(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
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
