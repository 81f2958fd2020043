package dev.roomtalk.server.base;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that is written on one line. Control and format characters are escaped, so that the line steers no terminal; every
 * parser gets the same text back.
 */
public final class Json {
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    /** @param value a text, number, truth value, other object, collection of these, or null */
    public Json put(String key, @Nullable Object value) {
        values.put(key, value);
        return this;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        object(out);
        return out.toString();
    }

    private void object(StringBuilder out) {
        out.append('{');
        String comma = "";
        for (Map.Entry<String, @Nullable Object> each : values.entrySet()) {
            out.append(comma);
            text(out, each.getKey());
            out.append(':');
            value(out, each.getValue());
            comma = ",";
        }
        out.append('}');
    }

    private static void value(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case Json json -> json.object(out);
            case Boolean truth -> out.append(truth);
            case Double number -> out.append(decimal(number));
            case Number number -> out.append(number);
            case Collection<?> list -> {
                out.append('[');
                String comma = "";
                for (Object each : list) {
                    out.append(comma);
                    value(out, each);
                    comma = ",";
                }
                out.append(']');
            }
            default -> text(out, value.toString());
        }
    }

    /** What is no number is none; three places are enough for what a person looks at. */
    private static String decimal(double number) {
        return Double.isFinite(number) ? String.format(Locale.ROOT, "%.3f", number) : "null";
    }

    private static void text(StringBuilder out, String value) {
        out.append('"');
        value.chars().forEach(c -> {
            int type = Character.getType(c);
            boolean plain = type != Character.CONTROL
                    && type != Character.FORMAT
                    && type != Character.SURROGATE
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR;
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (plain) {
                out.append((char) c);
            } else {
                out.append("\\u").append(String.format(Locale.ROOT, "%04x", c));
            }
        });
        out.append('"');
    }
}
