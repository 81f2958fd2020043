package dev.roomtalk.client.cli;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object on one line. Control and format characters are escaped, so that the line steers no terminal; every parser gets
 * the same text back.
 */
final class JsonLine {
    private final StringBuilder out = new StringBuilder("{");

    /** A message, as every command that prints one calls what belongs to it. */
    static JsonLine message(
            String room, long epoch, long sequence, Instant time, String author, @Nullable String label, String text) {
        return new JsonLine()
                .put("room", room)
                .put("epoch", epoch)
                .put("sequence", sequence)
                .put("time", MessageLines.utc(time))
                .put("author", author)
                .put("label", label)
                .put("text", text);
    }

    JsonLine put(String key, @Nullable String value) {
        key(key);
        if (value == null) {
            out.append("null");
        } else {
            text(value);
        }
        return this;
    }

    JsonLine put(String key, long value) {
        key(key);
        out.append(value);
        return this;
    }

    JsonLine put(String key, boolean value) {
        key(key);
        out.append(value);
        return this;
    }

    JsonLine put(String key, List<JsonLine> values) {
        key(key);
        out.append(values.stream().map(JsonLine::toString).collect(Collectors.joining(",", "[", "]")));
        return this;
    }

    private void key(String key) {
        if (out.length() > 1) {
            out.append(',');
        }
        text(key);
        out.append(':');
    }

    private void text(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (printable(value, i)) {
                        out.append(c);
                    } else {
                        out.append("\\u%04x".formatted((int) c));
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean printable(String value, int i) {
        char c = value.charAt(i);
        int whole = c;
        if (Character.isLowSurrogate(c) && i > 0) {
            whole = value.codePointBefore(i + 1);
        } else if (Character.isHighSurrogate(c)) {
            whole = value.codePointAt(i);
        }
        return switch (Character.getType(whole)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    @Override
    public String toString() {
        return out + "}";
    }
}
