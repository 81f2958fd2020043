package dev.roomtalk.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads files of settings, which all programs write alike: lines of {@code key = value}; {@code #} begins a comment, at
 * the start of a line and after a space.
 */
public final class SettingLines {
    private SettingLines() {}

    /** A line that is neither empty nor a comment. */
    public sealed interface Line {
        /** From 1 on. */
        int number();
    }

    /**
     * A line of the form {@code key = value}.
     *
     * @param value without the comment behind it
     * @param whole the value and whatever stands behind it, for keys whose values may have {@code #} in them
     */
    public record Entry(int number, String key, String value, String whole) implements Line {
        /** Whether a comment, or what looks like one, stands behind the value. */
        public boolean commented() {
            return !value.equals(whole);
        }
    }

    /** A line of another form. */
    public record Malformed(int number, String text) implements Line {}

    /** @throws IOException the file cannot be read, or it is a {@link NotUtf8Exception} */
    public static List<Line> of(Path file) throws IOException {
        List<String> lines = Utf8.lines(file);
        List<Line> read = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String whole = lines.get(i).strip();
            String line = whole.replaceFirst("(^|\\s)#.*", "").strip();
            int equals = line.indexOf('=');
            if (equals >= 0) {
                read.add(new Entry(
                        i + 1,
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip(),
                        whole.substring(equals + 1).strip()));
            } else if (!line.isEmpty()) {
                read.add(new Malformed(i + 1, line));
            }
        }
        return read;
    }
}
