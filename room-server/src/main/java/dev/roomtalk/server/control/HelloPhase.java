package dev.roomtalk.server.control;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.relay.Refusals;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Protocol;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection that has not said who it is. Confined to the connection's loop. */
final class HelloPhase implements Connection.Phase {
    private static final int ATTEMPTS = 10;
    private static final int EARLY_MESSAGES = 16;

    private final Connection connection;
    private final ControlPlane plane;
    private final Deque<ClientMessage> early = new ArrayDeque<>();
    private final Gate.@Nullable Refusal refusal;
    private final ScheduledFuture<?> impatience;
    private int attempts;
    private boolean asking;
    private boolean done;

    /** @param refusal why nobody comes in this way; null: somebody may */
    HelloPhase(Connection connection, ControlPlane plane, Gate.@Nullable Refusal refusal) {
        this.connection = connection;
        this.plane = plane;
        this.refusal = refusal;
        long patience = plane.settings().helloTimeout().toMillis();
        impatience = connection.schedule(
                () -> {
                    if (!done) {
                        connection.failedOnce(Counter.FAILURES_SILENT);
                        connection.close(CloseReason.TIMED_OUT, "no Hello came in time", true, 0);
                    }
                },
                2 * patience);
    }

    @Override
    public void onMessage(ClientMessage message) {
        plane.gate().speaks(connection);
        if (refusal != null) {
            connection.close(refusal.reason(), refusal.sentence(), refusal.retry(), refusal.waitMillis());
        } else if (asking) {
            if (early.size() == EARLY_MESSAGES) {
                connection.close(CloseReason.PROTOCOL_ERROR, "too many messages before Welcome", false, 0);
            } else {
                early.addLast(message);
            }
        } else if (!message.hasHello()) {
            connection.close(CloseReason.PROTOCOL_ERROR, "the first message is Hello", false, 0);
        } else if (++attempts > ATTEMPTS) {
            connection.close(CloseReason.PROTOCOL_ERROR, "too many attempts to say Hello", false, 0);
        } else {
            onHello(message.getRequestId(), message.getHello());
        }
    }

    private void onHello(int request, Hello hello) {
        OptionalInt version = Protocol.commonVersion(hello.getVersionsList());
        if (version.isEmpty()) {
            connection.close(
                    CloseReason.WRONG_VERSION,
                    "this server speaks version " + Protocol.VERSION + " of the protocol; the client offers "
                            + hello.getVersionsList(),
                    false,
                    0);
        } else if (plane.full()) {
            connection.close(CloseReason.TOO_MANY_CONNECTIONS, "the server is full: try again later", true, 10_000);
        } else if (hello.getToken().isEmpty()) {
            newUser(request, hello);
        } else if (hello.getToken().size() != Protocol.TOKEN_LENGTH) {
            refuse(request, RefusalReason.BAD_REQUEST, "a token is 32 bytes");
        } else {
            TokenHash token = TokenHash.of(hello.getToken().toByteArray());
            await(plane.users().find(token), user -> {
                if (user == null) {
                    connection.failed(Counter.FAILURES_TOKEN);
                    refuse(
                            request,
                            RefusalReason.UNKNOWN_TOKEN,
                            "this server does not know the token: it was renewed, has expired, or is another server's");
                } else {
                    welcome(request, hello, user, token, ByteString.EMPTY);
                }
            });
        }
    }

    private void newUser(int request, Hello hello) {
        switch (Name.user(hello.getName())) {
            case Name.Invalid invalid -> refuse(request, RefusalReason.BAD_NAME, invalid.sentence());
            case Name.Valid valid ->
                await(plane.users().create(valid.name(), connection.remote()), creation -> {
                    switch (creation) {
                        case Users.NewUser u -> welcome(request, hello, u.user(), u.tokenHash(), u.token());
                        case Users.NameTaken t ->
                            refuse(
                                    request,
                                    RefusalReason.NAME_TAKEN,
                                    "the name '" + valid.name().display() + "' is taken: choose another");
                        case Users.Full f ->
                            refuse(
                                    request,
                                    RefusalReason.SERVER_FULL,
                                    plane.lobby().trouble() == null
                                            ? "this server takes no new users"
                                            : "this server takes no new users now: "
                                                    + plane.lobby().trouble());
                        case Users.TooMany m ->
                            refuse(
                                    request,
                                    RefusalReason.LIMIT_REACHED,
                                    "too many new users from your address: try again in an hour");
                    }
                });
        }
    }

    private <T extends @Nullable Object> void await(CompletionStage<T> stage, Consumer<T> then) {
        asking = true;
        stage.whenComplete((value, failure) -> connection.execute(() -> {
            asking = false;
            if (done) {
                return;
            }
            if (failure != null) {
                connection.fail(failure);
            } else {
                then.accept(value);
                resume();
            }
        }));
    }

    private void resume() {
        while (!done && !asking && !early.isEmpty()) {
            onMessage(early.removeFirst());
        }
    }

    private void refuse(int request, RefusalReason reason, String sentence) {
        connection.send(Refusals.message(request, reason, sentence, 0));
    }

    private void welcome(int request, Hello hello, UserRecord user, TokenHash token, ByteString newToken) {
        switch (plane.sessions().begin(user.id(), hello.getInstance(), connection)) {
            case Sessions.TooMany t ->
                refuse(request, RefusalReason.LIMIT_REACHED, "you have as many sessions as this server allows");
            case Sessions.Admitted admitted -> {
                if (admitted.replaced() != null) {
                    admitted.replaced().close(CloseReason.REPLACED, "this program has connected again", false, 0);
                }
                asking = true;
                plane.admit(connection, user, hello.getInstance())
                        .thenAccept(admission ->
                                connection.execute(() -> begin(admission, user, token, request, newToken)));
            }
        }
    }

    private void begin(Relay.Admission admission, UserRecord user, TokenHash token, int request, ByteString newToken) {
        if (done) {
            plane.endSession(admission.session(), connection);
            return;
        }
        done = true;
        isNoLonger();
        SessionPhase next = plane.beginSession(connection, admission, user, token, request, newToken);
        early.forEach(next::onMessage);
        early.clear();
    }

    @Override
    public void onWritable() {
        // Nothing is delivered yet.
    }

    @Override
    public void onEnd() {
        done = true;
        isNoLonger();
    }

    private void isNoLonger() {
        impatience.cancel(false);
        plane.gate().isNoLongerHalfOpen(connection);
    }
}
