package dev.roomtalk.server.hooks;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import dev.roomtalk.server.base.JsonLines;
import dev.roomtalk.server.rooms.RoomHook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The answer to a request of a web hook.
 *
 * @param waitMillis after which the request may be made again; 0: it is not told
 */
record HookAnswer(int status, JsonObject body, int waitMillis) {
    static final int UNAUTHORIZED = 401;
    static final int NOT_FOUND = 404;
    static final int WRONG_METHOD = 405;
    static final int GONE = 410;
    static final int INTERNAL = 500;
    static final int UNAVAILABLE = 503;
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int TOO_LARGE = 413;
    private static final int TOO_MANY = 429;
    private static final int UNKNOWN = 504;

    /** @param why a word for programs */
    static HookAnswer refused(int status, String why, String sentence, int waitMillis) {
        JsonObject body = new JsonObject();
        body.addProperty("refused", why);
        body.addProperty("sentence", sentence);
        return new HookAnswer(status, body, waitMillis);
    }

    /** What became of a text in a room. */
    static HookAnswer of(RoomHook.Outcome outcome, String room) {
        return switch (outcome) {
            case RoomHook.Said said -> {
                JsonObject body = new JsonObject();
                body.addProperty("room", room);
                body.addProperty("sequence", said.sequence());
                body.addProperty("stored", said.stored());
                yield new HookAnswer(said.stored() ? OK : ACCEPTED, body, 0);
            }
            case RoomHook.NotSaid not -> notSaid(not, room);
            case RoomHook.Unknown _ ->
                refused(
                        UNKNOWN,
                        "unknown",
                        "the room has not answered in time: look whether it is said before you say it again",
                        0);
        };
    }

    private static HookAnswer notSaid(RoomHook.NotSaid not, String room) {
        String word = not.why().name().toLowerCase(Locale.ROOT);
        return switch (not.why()) {
            case TOO_FAST -> refused(TOO_MANY, word, "this hook, or its room, is too fast: wait", not.waitMillis());
            case BUSY -> refused(UNAVAILABLE, word, "the server is busy: try again in a moment", not.waitMillis());
            case TOO_LONG -> refused(TOO_LARGE, word, "that is longer than this server allows", 0);
            case NO_SUCH_ROOM -> refused(GONE, word, "the room '" + room + "' was closed", 0);
            case NOT_A_MEMBER -> refused(FORBIDDEN, word, "this hook is banned from '" + room + "'", 0);
            case MUTED -> refused(FORBIDDEN, word, "this hook is muted in '" + room + "'", 0);
            case BAD_NAME -> refused(BAD_REQUEST, word, "the label breaks the rules of names", 0);
            default -> refused(BAD_REQUEST, word, "a message has at least one character", 0);
        };
    }

    boolean isSaid() {
        return status == OK || status == ACCEPTED;
    }

    void write(HttpExchange exchange) throws IOException {
        byte[] bytes = (JsonLines.of(body) + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (status == UNAUTHORIZED) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        } else if (status == WRONG_METHOD) {
            exchange.getResponseHeaders().set("Allow", "POST");
        }
        if (waitMillis > 0) {
            long seconds = (waitMillis + 999L) / 1000;
            exchange.getResponseHeaders().set("Retry-After", Long.toString(seconds));
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
