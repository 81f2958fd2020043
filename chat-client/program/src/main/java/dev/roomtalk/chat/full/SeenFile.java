package dev.roomtalk.chat.full;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file of the last messages that were seen, a room in a row: server, user and room behind a tab each, and the
 * sequence. Several programs may share it. Confined to the UI thread.
 */
public final class SeenFile {
    private final @Nullable Path file;
    private final String prefix;
    private final Map<String, Long> before;
    private final Map<String, Long> seen = new HashMap<>();
    private boolean changed;

    /** @param file null if nothing is kept beyond the end of the program */
    public SeenFile(@Nullable Path file, String server, String user) {
        this.file = file;
        this.prefix = server + "\t" + user + "\t";
        this.before = read();
    }

    /** The sequence of the last message that was seen in a room before this program began; 0 if it is not known. */
    long before(String room) {
        return before.getOrDefault(prefix + room, 0L);
    }

    void seen(String room, long sequence) {
        if (sequence > seen.getOrDefault(room, 0L)) {
            seen.put(room, sequence);
            changed = true;
        }
    }

    /** Writes what has changed. */
    void save() {
        Path path = file;
        if (path == null || !changed) {
            return;
        }
        changed = false;
        Map<String, Long> all = read();
        seen.forEach((room, sequence) -> all.merge(prefix + room, sequence, Math::max));
        List<String> rows = all.entrySet().stream()
                .map(row -> row.getKey() + "\t" + row.getValue())
                .sorted()
                .toList();
        try {
            // In one step: a program that reads it meanwhile finds the old one or the new one.
            Path next = Files.createTempFile(path.toAbsolutePath().getParent(), "seen-", "");
            Files.write(next, rows);
            Files.move(next, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Then the rule stands elsewhere the next time.
        }
    }

    private Map<String, Long> read() {
        Map<String, Long> rows = new HashMap<>();
        Path path = file;
        if (path == null) {
            return rows;
        }
        try {
            for (String row : Files.readAllLines(path)) {
                int end = row.lastIndexOf('\t');
                if (end > 0 && row.substring(end + 1).matches("[0-9]{1,18}")) {
                    rows.put(row.substring(0, end), Long.valueOf(row.substring(end + 1)));
                }
            }
        } catch (IOException e) {
            // There is none yet, or it is damaged: it is written anew.
        }
        return rows;
    }
}
