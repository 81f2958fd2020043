package dev.roomtalk.client.internal.control;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.wire.ServerReasons;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.ServerMessage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests that have no answer yet. Confined to the session's loop. Without a connection they wait for one; those that
 * may be carried out twice without harm are sent again after a reconnect.
 */
public final class Requests {
    /** What becomes of a request. */
    public interface Outcome {
        /** Anything but a refusal. */
        void onAnswer(ServerMessage answer);

        void onFailure(ChatException why);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int CAPACITY = 1000;

    private static final class Pending {
        final ClientMessage message;
        final boolean repeatable;
        final Outcome outcome;
        SessionLoop.@Nullable Timer timer;
        boolean sent;

        Pending(ClientMessage message, boolean repeatable, Outcome outcome) {
            this.message = message;
            this.repeatable = repeatable;
            this.outcome = outcome;
        }
    }

    private final SessionLoop loop;
    private final Map<Integer, Pending> pending = new LinkedHashMap<>();
    private @Nullable Consumer<ClientMessage> connection;
    private int lastId;
    private @Nullable ChatException ended;

    public Requests(SessionLoop loop) {
        this.loop = loop;
    }

    /** @param repeatable whether the request does no harm if the server carries it out twice */
    public void ask(ClientMessage.Builder message, boolean repeatable, Outcome outcome) {
        if (ended != null) {
            outcome.onFailure(ended);
            return;
        }
        if (pending.size() >= CAPACITY) {
            outcome.onFailure(new ChatException(
                    ChatException.Reason.BUSY, CAPACITY + " requests are waiting for the server already"));
            return;
        }
        lastId = lastId == Integer.MAX_VALUE ? 1 : lastId + 1;
        int id = lastId;
        Pending request = new Pending(message.setRequestId(id).build(), repeatable, outcome);
        pending.put(id, request);
        request.timer = loop.schedule(PATIENCE, () -> fail(id, late()));
        if (connection != null) {
            request.sent = true;
            connection.accept(request.message);
        }
    }

    /** The server has welcomed the session: requests that wait are sent. */
    public void onConnected(Consumer<ClientMessage> send) {
        connection = send;
        for (Pending request : List.copyOf(pending.values())) {
            if (!request.sent) {
                request.sent = true;
                send.accept(request.message);
            }
        }
    }

    /** Nothing can be sent now; what cannot be repeated has failed. */
    public void onLost() {
        connection = null;
        for (Map.Entry<Integer, Pending> entry : List.copyOf(pending.entrySet())) {
            Pending request = entry.getValue();
            if (request.sent && !request.repeatable) {
                fail(
                        entry.getKey(),
                        new ChatException(
                                ChatException.Reason.UNREACHABLE,
                                "the connection was lost before the server answered: the request may or may not have been carried out"));
            }
            request.sent = false;
        }
    }

    public void onAnswer(ServerMessage answer) {
        Pending request = pending.remove(answer.getRequestId());
        if (request == null) {
            return;
        }
        cancelTimer(request);
        if (answer.hasRefusal()) {
            request.outcome.onFailure(ServerReasons.exception(answer.getRefusal()));
        } else {
            request.outcome.onAnswer(answer);
        }
    }

    /** The session is over: nothing is answered any more. */
    public void end(ChatException why) {
        ended = why;
        connection = null;
        List.copyOf(pending.keySet()).forEach(id -> fail(id, why));
    }

    private void fail(int id, ChatException why) {
        Pending request = pending.remove(id);
        if (request != null) {
            cancelTimer(request);
            request.outcome.onFailure(why);
        }
    }

    private ChatException late() {
        return connection == null
                ? new ChatException(ChatException.Reason.UNREACHABLE, "there is no connection to the server")
                : new ChatException(
                        ChatException.Reason.TIMED_OUT,
                        "the server did not answer within " + PATIENCE.toSeconds() + " s");
    }

    private static void cancelTimer(Pending request) {
        if (request.timer != null) {
            request.timer.cancel();
        }
    }
}
