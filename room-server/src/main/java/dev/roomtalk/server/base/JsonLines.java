package dev.roomtalk.server.base;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON objects as lines of text. Control and format characters are escaped, so that no line steers a terminal; every
 * parser gets the same text back.
 */
public final class JsonLines {
    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    /** Gson has letters for these control characters; here all have their numbers. */
    private static final Map<Character, String> NUMBERS =
            Map.of('b', "\\u0008", 't', "\\u0009", 'n', "\\u000a", 'f', "\\u000c", 'r', "\\u000d");

    private JsonLines() {}

    /** One object on one line, without its end. */
    public static String of(JsonObject object) {
        return harmless(GSON.toJson(object));
    }

    /** A JSON object with the same content, in which nothing steers a terminal. */
    public static String harmless(String json) {
        StringBuilder line = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '\\') {
                i++;
                line.append(NUMBERS.getOrDefault(json.charAt(i), "\\" + json.charAt(i)));
            } else if (steers(c)) {
                line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        return line.toString();
    }

    /** JSON has these characters in texts alone. */
    private static boolean steers(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** A number with three places, which are enough for a person; null if it is infinite or no number. */
    public static JsonElement decimal(double number) {
        return Double.isFinite(number)
                ? new JsonPrimitive(BigDecimal.valueOf(number).setScale(3, RoundingMode.HALF_UP))
                : JsonNull.INSTANCE;
    }

    /** A number or a truth value as it is, everything else as its text. */
    public static JsonElement value(@Nullable Object value) {
        return switch (value) {
            case null -> JsonNull.INSTANCE;
            case Double number -> decimal(number);
            case Number number -> new JsonPrimitive(number);
            case Boolean truth -> new JsonPrimitive(truth);
            default -> new JsonPrimitive(value.toString());
        };
    }
}
