package dev.roomtalk.server.control;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.OpenTransfer;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.names.NewNames;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.rooms.Refusals;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Protocol;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The first phase of a connection: it waits for a Hello, which proves or makes the user, or for the ticket of a
 * transfer. Confined to the connection's loop. Over 300 lines, because every way to prove or make a user begins here.
 */
final class HelloPhase implements Connection.Phase {
    private static final int MAX_ATTEMPTS = 10;
    private static final int MAX_EARLY_MESSAGES = 16;

    /** A transfer does best to wait for so long where there are too many, and where its own earlier one is ending. */
    private static final int BUSY_MILLIS = 2_000;

    private static final int REPLACED_MILLIS = 300;

    private final Connection connection;
    private final Gate.@Nullable Refusal refusal;
    private final Gate gate;
    private final Connections connections;
    private final Users users;
    private final Admissions admissions;
    private final @Nullable Transfers transfers;
    private final HeldUp heldUp;
    private final long timeoutMillis;
    private ScheduledFuture<?> timeout;

    /** Messages that came before Welcome was sent: the next phase gets them. */
    private final Deque<ClientMessage> early = new ArrayDeque<>();

    private int attempts;
    private boolean waiting;
    private boolean done;

    /**
     * Waits twice for {@code timeout}: the time for the TLS handshake, and again for Hello.
     *
     * @param refusal why this address may not connect; null: it may
     * @param transfers null: this server takes no files
     */
    HelloPhase(
            Connection connection,
            Gate.@Nullable Refusal refusal,
            Gate gate,
            Connections connections,
            Users users,
            Admissions admissions,
            @Nullable Transfers transfers,
            HeldUp heldUp,
            Duration timeout) {
        this.connection = connection;
        this.refusal = refusal;
        this.gate = gate;
        this.connections = connections;
        this.users = users;
        this.admissions = admissions;
        this.transfers = transfers;
        this.heldUp = heldUp;
        this.timeoutMillis = 2 * timeout.toMillis();
        this.timeout = connection.schedule(this::timedOut, timeoutMillis);
    }

    private void timedOut() {
        if (heldUp.look()) {
            // That was not the client's time.
            timeout = connection.schedule(this::timedOut, timeoutMillis);
        } else if (!done) {
            connection.failedOnce(Counter.FAILURES_SILENT);
            connection.close(CloseReason.TIMED_OUT, "no Hello came in time", true, 0);
        }
    }

    @Override
    public void onMessage(ClientMessage message) {
        gate.speaks(connection);
        if (refusal != null) {
            connection.close(refusal.reason(), refusal.sentence(), refusal.retry(), refusal.waitMillis());
        } else if (waiting) {
            if (early.size() == MAX_EARLY_MESSAGES) {
                protocolError("too many messages before Welcome");
            } else {
                early.addLast(message);
            }
        } else if (message.hasOpenTransfer() && transfers != null) {
            openTransfer(transfers, message.getRequestId(), message.getOpenTransfer());
        } else if (!message.hasHello() && !message.hasGetSuccession()) {
            protocolError("the first message is Hello");
        } else if (++attempts > MAX_ATTEMPTS) {
            protocolError("too many attempts to say Hello");
        } else if (message.hasGetSuccession()) {
            connection.send(admissions.succession(message.getRequestId()));
        } else {
            onHello(message.getRequestId(), message.getHello());
        }
    }

    private void openTransfer(Transfers files, int request, OpenTransfer open) {
        Transfers.Grant grant = files.take(open.getTicket());
        if (grant == null) {
            connection.failedOnce(Counter.FAILURES_TOKEN);
            refuseTransfer(request, RefusalReason.UNKNOWN_TOKEN, "the ticket is not good, or not any longer", 0);
        } else if (connections.full() || !files.begin()) {
            refuseTransfer(
                    request,
                    RefusalReason.BUSY,
                    "the server carries as many files as it may: wait a moment",
                    BUSY_MILLIS);
        } else if (grant.upload() && !files.beginUpload(grant.file().id(), connection)) {
            files.ended();
            refuseTransfer(
                    request, RefusalReason.BUSY, "the file is being sent over another connection", REPLACED_MILLIS);
        } else {
            end();
            TransferPhase next = files.phase(connection, grant, request, open);
            connection.enter(next, Protocol.MAX_CONTROL);
            next.begin();
        }
    }

    private void refuseTransfer(int request, RefusalReason reason, String sentence, int waitMillis) {
        connection.send(Refusals.message(request, reason, sentence, waitMillis));
        connection.close(CloseReason.CLOSE_UNSPECIFIED, sentence, false, 0);
    }

    private void protocolError(String sentence) {
        connection.close(CloseReason.PROTOCOL_ERROR, sentence, false, 0);
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
        } else if (connections.full()) {
            connection.close(
                    CloseReason.TOO_MANY_CONNECTIONS,
                    "the server is full: try again later",
                    true,
                    connections.waitWhenFull());
        } else if (!isHash(hello.getNewTokenHash())) {
            refuse(request, RefusalReason.BAD_REQUEST, "new_token_hash is 32 bytes");
        } else if (hello.getToken().isEmpty()) {
            newUser(request, hello);
        } else if (hello.getToken().size() != Protocol.TOKEN_LENGTH) {
            refuse(request, RefusalReason.BAD_REQUEST, "a token is 32 bytes");
        } else {
            knownUser(request, hello, TokenHash.of(hello.getToken().toByteArray()));
        }
    }

    /** Whether it is the hash of a token; an absent one counts as such. */
    private static boolean isHash(ByteString hash) {
        return hash.isEmpty() || hash.size() == Protocol.TOKEN_LENGTH;
    }

    private void knownUser(int request, Hello hello, TokenHash token) {
        await(request, users.prove(token), user -> {
            if (user == null) {
                connection.failed(Counter.FAILURES_TOKEN);
                refuse(
                        request,
                        RefusalReason.UNKNOWN_TOKEN,
                        "this server does not know the token: it was renewed, has expired, or is another server's");
            } else {
                admit(new Login(request, hello.getInstance(), user, token, ByteString.EMPTY));
            }
        });
    }

    private static @Nullable TokenHash hash(Hello hello) {
        return hello.getNewTokenHash().isEmpty()
                ? null
                : TokenHash.ofHash(hello.getNewTokenHash().toByteArray());
    }

    private void newUser(int request, Hello hello) {
        switch (Name.user(hello.getName())) {
            case Name.Invalid invalid -> refuse(request, RefusalReason.BAD_NAME, invalid.sentence());
            case Name.Valid valid -> newUser(request, hello, valid.name());
        }
    }

    private void newUser(int request, Hello hello, Name name) {
        String unfit = NewNames.refusalOfUser(name, users.newNames());
        if (unfit != null) {
            refuse(request, RefusalReason.BAD_NAME, unfit);
            return;
        }
        await(request, users.create(name, hash(hello), connection.remote()), creation -> {
            switch (creation) {
                case Users.NewUser made ->
                    admit(new Login(request, hello.getInstance(), made.user(), made.tokenHash(), made.token()));
                case Users.NameTaken _ ->
                    refuse(
                            request,
                            RefusalReason.NAME_TAKEN,
                            "the name '" + name.display() + "' is taken: choose another");
                case Users.LooksTaken _ -> refuse(request, RefusalReason.BAD_NAME, NewNames.looksTaken("user", name));
                case Users.Full full -> refuse(request, RefusalReason.SERVER_FULL, full.sentence());
                case Users.TooMany _ ->
                    refuse(
                            request,
                            RefusalReason.LIMIT_REACHED,
                            "too many new users from your address: try again in an hour");
            }
        });
    }

    private void admit(Login login) {
        await(login.request(), admissions.recall(login.user()), _ -> reserve(login));
    }

    private void reserve(Login login) {
        CompletionStage<Relay.Admission> admission = admissions.admit(connection, login);
        if (admission == null) {
            refuse(login.request(), RefusalReason.LIMIT_REACHED, "you have as many sessions as this server allows");
        } else {
            waiting = true;
            admission.thenAccept(admitted -> connection.execute(() -> begin(login, admitted)));
        }
    }

    private void begin(Login login, Relay.Admission admission) {
        if (done) {
            admissions.end(connection, admission.session());
            return;
        }
        end();
        SessionPhase next = admissions.begin(connection, login, admission);
        if (users.isOutdated(login.user(), login.token())) {
            // Whoever changed the user may have ended its sessions before this one was among them.
            connection.close(CloseReason.DISCONNECTED, "an operator has changed this user: connect again", true, 0);
            return;
        }
        early.forEach(next::onMessage);
        early.clear();
    }

    private <T extends @Nullable Object> void await(int request, CompletionStage<T> stage, Consumer<T> then) {
        waiting = true;
        stage.whenComplete((value, failure) -> connection.execute(() -> {
            waiting = false;
            if (done) {
                return;
            }
            if (failure == null) {
                then.accept(value);
                resume();
            } else {
                failed(request, failure);
            }
        }));
    }

    private void failed(int request, Throwable failure) {
        ServerMessage refusal = Refusals.ofEngine(request, failure);
        if (refusal == null) {
            connection.fail(failure);
        } else {
            connection.send(refusal);
            resume();
        }
    }

    private void resume() {
        while (!done && !waiting && !early.isEmpty()) {
            onMessage(early.removeFirst());
        }
    }

    private void refuse(int request, RefusalReason reason, String sentence) {
        connection.send(Refusals.message(request, reason, sentence, 0));
    }

    @Override
    public void onWritable() {
        // Nothing is delivered yet.
    }

    @Override
    public void onEnd() {
        end();
    }

    private void end() {
        done = true;
        timeout.cancel(false);
        gate.isNoLongerHalfOpen(connection);
    }
}
