package dev.roomtalk.server.hooks;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request to the port for web hooks wants to have said.
 *
 * @param label shown behind the name; null: none
 */
record HookRequest(String text, @Nullable String label) {
    /** More than the longest message takes as JSON, escaped. */
    private static final int MAX_BYTES = 64 << 10;

    private static final String BEARER = "bearer ";
    private static final Pattern LINE_ENDS = Pattern.compile("[\r\n]+$");

    /** The request is wrong. */
    static final class WrongException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        WrongException(int status, String sentence) {
            super(sentence);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** The token that the request shows; null: none. */
    static @Nullable String token(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        return given != null && given.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? given.substring(BEARER.length()).strip()
                : null;
    }

    /** Reads the body: text as it is, or JSON with a {@code text} and perhaps a {@code label}. */
    static HookRequest read(HttpExchange exchange) throws IOException, WrongException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new WrongException(413, "a request has at most " + MAX_BYTES + " bytes");
        }
        ByteString bytes = ByteString.copyFrom(body);
        if (!bytes.isValidUtf8()) {
            throw new WrongException(400, "the text is not UTF-8");
        }
        String given = exchange.getRequestHeaders().getFirst("Content-Type");
        String type = given == null
                ? ""
                : given.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        return switch (type) {
            case "application/json" -> json(bytes.toStringUtf8());
            // The last is what curl --data calls any text.
            case "", "text/plain", "application/x-www-form-urlencoded" ->
                new HookRequest(withoutLineEnd(bytes.toStringUtf8()), null);
            default ->
                throw new WrongException(
                        415, "this takes text (Content-Type: text/plain) and JSON (application/json), not " + type);
        };
    }

    private static String withoutLineEnd(String text) {
        return LINE_ENDS.matcher(text).replaceAll("");
    }

    private static HookRequest json(String body) throws WrongException {
        JsonObject object;
        try {
            JsonElement parsed = JsonParser.parseString(body);
            object = parsed.isJsonObject() ? parsed.getAsJsonObject() : new JsonObject();
        } catch (JsonParseException e) {
            throw new WrongException(400, "the body is not JSON, as its Content-Type says");
        }
        String text = string(object, "text");
        if (text == null) {
            throw new WrongException(400, "the body is to be an object with the string 'text'");
        }
        return new HookRequest(withoutLineEnd(text), string(object, "label"));
    }

    private static @Nullable String string(JsonObject object, String name) throws WrongException {
        JsonElement value = object.get(name);
        if (value == null || value.isJsonNull()) {
            return null;
        }
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            throw new WrongException(400, "'" + name + "' is to be a string");
        }
        return value.getAsString();
    }
}
