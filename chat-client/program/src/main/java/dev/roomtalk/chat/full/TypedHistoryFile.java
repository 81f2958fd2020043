package dev.roomtalk.chat.full;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file of typed lines, one in a row behind the milliseconds of its time and a colon, as JLine writes it for the
 * line-by-line view; a line break in one is written {@code \n}. Invitations never reach it. Confined to the UI thread.
 */
public final class TypedHistoryFile {
    /** Lines that are read; the file is made shorter when it has twice as many. */
    static final int MAX_LINES = 1000;

    private static final Pattern SECRET = Pattern.compile("inv-[A-Za-z0-9_-]{20,}");

    private static final Pattern TIME = Pattern.compile("[0-9]+:");

    private final @Nullable Path file;
    private final InstantSource clock;

    /** @param file null if lines are remembered until the program ends */
    public TypedHistoryFile(@Nullable Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** The last lines of the file, the oldest first. */
    List<String> read() {
        Path path = file;
        if (path == null) {
            return List.of();
        }
        try {
            List<String> lines = new String(Files.readAllBytes(path), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty())
                    .toList();
            List<String> last = lines.subList(Math.max(lines.size() - MAX_LINES, 0), lines.size());
            if (lines.size() > 2 * MAX_LINES) {
                Files.writeString(path, String.join("\n", last) + "\n");
            }
            return last.stream().map(TypedHistoryFile::unescape).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Adds a line to the file, unless it holds an invitation. */
    void add(String line) {
        Path path = file;
        if (path == null || SECRET.matcher(line).find()) {
            return;
        }
        try {
            String row = clock.millis() + ":" + escape(line) + "\n";
            Files.writeString(path, row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // The line is remembered until the program ends.
        }
    }

    private static String escape(String line) {
        return line.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String unescape(String line) {
        Matcher time = TIME.matcher(line);
        StringBuilder text = new StringBuilder(line.length());
        for (int i = time.lookingAt() ? time.end() : 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                char next = line.charAt(++i);
                text.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
