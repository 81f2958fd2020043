package dev.roomtalk.chat.console;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.MessageKind;
import dev.roomtalk.client.VisibleText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object on one line. Characters that could steer a terminal are escaped; a parser gets the same text back.
 */
public final class JsonLine {
    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    /** Gson has names for these three control characters; here all have their numbers. */
    private static final Map<Character, String> NUMBERS = Map.of('b', "\\u0008", 'f', "\\u000c", 'r', "\\u000d");

    private final JsonObject fields = new JsonObject();

    public static JsonLine message(ChatEvent.Message message) {
        return message(
                        message.room(),
                        message.epoch(),
                        message.sequence(),
                        message.time(),
                        message.author(),
                        message.label(),
                        message.text())
                .about(message.kind(), message.target(), message.changedBy(), message.removedBy());
    }

    /** What a message is beside its text, and what has become of it. */
    public JsonLine about(MessageKind kind, @Nullable MessageId target, long changedBy, @Nullable String removedBy) {
        return put("kind", kind.name().toLowerCase(Locale.ROOT))
                .put("target-epoch", target == null ? null : (Long) target.epoch())
                .put("target", target == null ? null : (Long) target.sequence())
                .put("changed-by", changedBy == 0 ? null : (Long) changedBy)
                .put("removed-by", removedBy);
    }

    /** A message, with the field names that every command uses. */
    public static JsonLine message(
            String room, long epoch, long sequence, Instant time, String author, @Nullable String label, String text) {
        return new JsonLine()
                .put("room", room)
                .put("epoch", epoch)
                .put("sequence", sequence)
                .put("time", Times.utc(time))
                .put("author", author)
                .put("label", label)
                .put("text", text);
    }

    public JsonLine put(String key, @Nullable String value) {
        fields.addProperty(key, value);
        return this;
    }

    public JsonLine put(String key, @Nullable Long value) {
        fields.addProperty(key, value);
        return this;
    }

    public JsonLine put(String key, long value) {
        fields.addProperty(key, value);
        return this;
    }

    public JsonLine put(String key, boolean value) {
        fields.addProperty(key, value);
        return this;
    }

    public JsonLine put(String key, List<JsonLine> values) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(value.fields));
        fields.add(key, array);
        return this;
    }

    @Override
    public String toString() {
        String json = GSON.toJson(fields);
        StringBuilder out = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); ) {
            int c = json.codePointAt(i);
            int next = i + Character.charCount(c);
            if (c == '\\') {
                next++;
                out.append(NUMBERS.getOrDefault(json.charAt(i + 1), json.substring(i, next)));
            } else if (VisibleText.steers(c)) {
                json.substring(i, next).chars().forEach(unit -> out.append("\\u%04x".formatted(unit)));
            } else {
                out.appendCodePoint(c);
            }
            i = next;
        }
        return out.toString();
    }
}
