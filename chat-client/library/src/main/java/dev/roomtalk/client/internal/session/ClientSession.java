package dev.roomtalk.client.internal.session;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.ConnectionStatus;
import dev.roomtalk.client.Transport;
import dev.roomtalk.client.internal.base.RoundTrip;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.control.ConnectionFailure;
import dev.roomtalk.client.internal.control.ControlConnection;
import dev.roomtalk.client.internal.control.Requests;
import dev.roomtalk.client.internal.files.TransferConnection;
import dev.roomtalk.client.internal.rooms.SessionRooms;
import dev.roomtalk.client.internal.wire.FromServer;
import dev.roomtalk.client.internal.wire.ServerReasons;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Goodbye;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Succession;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Protocol;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated participant: one identity and one instance over as many connections as it takes. Confined to its
 * loop, to which {@link SessionClient} hands commands; {@link #status}, {@link #maxTextBytes} and {@link #maxFileBytes}
 * may be read from any thread.
 *
 * <p>It is dialling, then greeting (Hello is sent; before that doubting, where the server's key is to be shown to
 * follow another), then up (Welcome came), and after a loss waiting to dial again, until it ends. Over 300 lines,
 * because each of these changes of state happens in one place: here.
 */
public final class ClientSession {
    private enum State {
        DIALLING,
        DOUBTING,
        GREETING,
        UP,
        WAITING,
        ENDED
    }

    private static final Duration WELCOME_PATIENCE = Duration.ofSeconds(15);

    private final SessionLoop loop;
    private final RandomGenerator random;
    private final SessionNetwork network;
    private final ClientSettings settings;
    private final Consumer<ChatEvent> events;
    private final CompletableFuture<Void> connected;
    private final Credentials credentials;
    private final RetrySchedule retries;
    private final Requests requests;
    private final SessionRooms rooms;
    private final CurrentLink link = new CurrentLink();
    private final RoundTrip udpRoundTrip = new RoundTrip();
    private State state = State.WAITING;
    private int attempts;
    private @Nullable ControlConnection connection;
    private SessionLoop.@Nullable Timer timer;
    private @Nullable SuccessionQuestion question;
    // The server has once closed a connection while the person was deciding about its key.
    private boolean impatientServer;
    private volatile ConnectionStatus status;
    private volatile int maxTextBytes = Protocol.MAX_TEXT;
    volatile long maxFileBytes;

    public ClientSession(
            SessionLoop loop,
            RandomGenerator random,
            SessionNetwork network,
            ClientSettings settings,
            ChatClient.IdentityListener identity,
            Consumer<ChatEvent> events,
            CompletableFuture<Void> connected) {
        Long kept = settings.instance();
        long instance = kept == null ? random.nextLong() : kept;
        this.loop = loop;
        this.random = random;
        this.network = network;
        this.settings = settings;
        this.events = events;
        this.connected = connected;
        this.credentials = new Credentials(settings, random, identity, instance);
        this.retries = new RetrySchedule(loop, random);
        this.requests = new Requests(loop);
        this.rooms = new SessionRooms(loop, random, instance, requests, link, udpRoundTrip, events);
        this.status = link.status(settings, settings.name());
    }

    Requests requests() {
        return requests;
    }

    SessionRooms rooms() {
        return rooms;
    }

    ConnectionStatus status() {
        return status;
    }

    /** How long a message may be, in bytes of UTF-8. */
    int maxTextBytes() {
        return maxTextBytes;
    }

    /** The server that this session is connected to; null: it is not connected. */
    TransferConnection.@Nullable Reached reached() {
        return state == State.UP && connection != null ? connection.reached() : null;
    }

    Credentials credentials() {
        return credentials;
    }

    public void dial() {
        state = State.DIALLING;
        attempts++;
        network.dial(new Attempt(attempts));
    }

    /** Says goodbye; {@code done} runs when the connection is closed. */
    void close(Runnable done) {
        ControlConnection closing = connection;
        if (state == State.UP) {
            send(ClientMessage.newBuilder()
                    .setGoodbye(Goodbye.getDefaultInstance())
                    .build());
        }
        // The last messages are still to be written: the connection is not dropped with the rest.
        connection = null;
        end(new ChatException(Reason.CLOSED, "the session was closed"), false);
        if (closing != null) {
            closing.close(done);
        } else {
            done.run();
        }
    }

    private void send(ClientMessage message) {
        if (connection != null) {
            connection.send(message);
        }
    }

    /** One connection, from dialling to its loss; what an earlier one still reports is ignored. */
    private final class Attempt implements ControlConnection.Listener {
        private final int number;

        Attempt(int number) {
            this.number = number;
        }

        private boolean current() {
            return number == attempts && state != State.ENDED;
        }

        @Override
        public void onOpen(ControlConnection opened) {
            if (!current()) {
                opened.fail(ConnectionFailure.unreachable("too late"));
                return;
            }
            connection = opened;
            if (settings.trust().asksForSuccession()) {
                doubt(opened);
            } else {
                greet(opened);
            }
        }

        @Override
        public void onMessage(ControlConnection from, ServerMessage message) {
            if (current()) {
                ClientSession.this.onMessage(message);
            }
        }

        @Override
        public void onLost(ControlConnection from, ConnectionFailure failure) {
            if (current() && state == State.DOUBTING && question != null) {
                question.answer(Succession.getDefaultInstance());
            } else if (current()) {
                ClientSession.this.onLost(failure, from.keyAccepted());
            }
        }
    }

    private void doubt(ControlConnection doubted) {
        state = State.DOUBTING;
        question = new SuccessionQuestion(loop, settings.trust(), doubted, WELCOME_PATIENCE, refusal -> {
            if (doubted == connection && state == State.DOUBTING) {
                if (refusal.isEmpty()) {
                    greet(doubted);
                } else {
                    lose(ConnectionFailure.untrusted(refusal));
                }
            }
        });
    }

    private void greet(ControlConnection greeting) {
        state = State.GREETING;
        try {
            greeting.send(credentials.hello());
        } catch (ChatException e) {
            end(e, true);
            return;
        }
        timer = loop.schedule(WELCOME_PATIENCE, () -> {
            if (greeting == connection && state == State.GREETING) {
                greeting.fail(ConnectionFailure.unreachable(
                        greeting.server() + " did not answer Hello within " + WELCOME_PATIENCE.toSeconds() + " s"));
            }
        });
    }

    private void onMessage(ServerMessage message) {
        if (state == State.DOUBTING && question != null) {
            question.answer(message.getSuccession());
            return;
        }
        link.onMessage(message);
        switch (message.getBodyCase()) {
            case WELCOME -> onWelcome(message.getWelcome());
            case REFUSAL -> {
                if (state == State.GREETING) {
                    onHelloRefused(message.getRefusal());
                } else {
                    requests.onAnswer(message);
                }
            }
            case DONE,
                    JOINED,
                    ROOM_LIST,
                    MEMBER_LIST,
                    AUTHOR_LIST,
                    HISTORY_PAGE,
                    SEARCH_PAGE,
                    TOKEN_RENEWED,
                    BAN_LIST,
                    INVITED,
                    INVITATION_LIST,
                    CONVERSATION_LIST,
                    FILE_TICKET -> requests.onAnswer(message);
            case CLOSE -> onClose(message.getClose());
            // The link has taken these.
            case FRAME, NEW_RELAY, MOVED_TO_TCP -> {}
            default -> rooms.onEvent(message);
        }
    }

    private void onWelcome(Welcome welcome) {
        ControlConnection greeted = connection;
        if (state != State.GREETING
                || greeted == null
                || welcome.getRelaySecret().size() != Protocol.SECRET_LENGTH
                || (!welcome.getToken().isEmpty() && welcome.getToken().size() != Protocol.TOKEN_LENGTH)) {
            lose(ConnectionFailure.protocol("the server sent a Welcome that makes no sense"));
            return;
        }
        if (!(Name.user(welcome.getName()) instanceof Name.Valid)) {
            lose(ConnectionFailure.protocol("the server sent a Welcome whose user name is not valid"));
            return;
        }
        cancelTimer();
        state = State.UP;
        retries.onUp();
        boolean resumed = credentials.welcomed();
        boolean forgotten = credentials.onWelcome(welcome);
        int limit = welcome.getLimits().getMessageBytes();
        maxTextBytes = limit > 0 ? limit : Protocol.MAX_TEXT;
        maxFileBytes = welcome.getLimits().getFileBytes();
        Link welcomed = new Link(
                loop,
                random,
                greeted,
                Duration.ofSeconds(welcome.getKeepAliveSeconds()),
                udpRoundTrip,
                new LinkEvents());
        link.open(welcomed);
        updateStatus();
        events.accept(new ChatEvent.Connected(greeted.server(), credentials.name(), resumed));
        rooms.onConnected(welcome.getUserId(), FromServer.inFlight(welcome.getLimits()), forgotten);
        requests.onConnected(this::send);
        welcomed.start(random, network, welcome, settings.udp());
        connected.complete(null);
    }

    private final class LinkEvents implements Link.Listener {
        @Override
        public void onFrame(Frame frame) {
            rooms.onFrame(frame);
        }

        @Override
        public void onTransport(Transport transport, String why) {
            updateStatus();
            events.accept(new ChatEvent.TransportChanged(transport, why));
            if (transport == Transport.TCP) {
                rooms.onUdpLost();
            }
        }

        @Override
        public void onMeasured() {
            updateStatus();
        }

        @Override
        public void onDead(ConnectionFailure failure) {
            lose(failure);
        }
    }

    private void onHelloRefused(Refusal refusal) {
        ChatException refused = ServerReasons.exception(refusal);
        if (connection != null && credentials.triesAnother(refused)) {
            cancelTimer();
            greet(connection);
            return;
        }
        ChatException why = credentials.meant(refused);
        if (why.reason() == Reason.UNKNOWN_TOKEN) {
            onUnknownToken();
        } else if (why.reason() == Reason.NAME_TAKEN && credentials.anew()) {
            credentials.onNotRegistered();
            end(credentials.unknownToken(", and there is a user of that name"), true);
        } else {
            switch (ServerReasons.meaning(refusal.getReason()).retry()) {
                case SOON -> retryAfter(why, false, refusal.getWaitMs());
                case WHEN_THERE_IS_ROOM -> retryAfter(why, !credentials.welcomed(), refusal.getWaitMs());
                case NEVER -> {
                    credentials.onNotRegistered();
                    end(why, true);
                }
            }
        }
    }

    private void onUnknownToken() {
        if (!credentials.onUnknownToken()) {
            end(credentials.unknownToken(""), true);
            return;
        }
        drop();
        events.accept(new ChatEvent.Disconnected(credentials.forgotten(), Duration.ZERO));
        dial();
    }

    private void onClose(Close close) {
        ChatException why = ServerReasons.exception(close);
        if (close.getRetry()) {
            // A server that goes away asks to wait for it; there is no need to where it has other nodes.
            boolean elsewhere = why.reason() == Reason.UNREACHABLE && network.hasOthers();
            retryAfter(why, false, elsewhere ? 0 : close.getWaitMs());
        } else {
            end(why, true);
        }
    }

    private void lose(ConnectionFailure failure) {
        onLost(failure, false);
    }

    private void onLost(ConnectionFailure failure, boolean keyAccepted) {
        if (keyAccepted && !failure.lasting() && !credentials.welcomed() && !impatientServer) {
            // The person took longer to accept the key than the server waits for a handshake.
            impatientServer = true;
            drop();
            dial();
            return;
        }
        retryAfter(failure, Duration.ZERO);
    }

    private void retryAfter(ChatException why, boolean lasting, int waitMillis) {
        retryAfter(new ConnectionFailure(why.reason(), why.getMessage(), lasting), ServerReasons.wait(waitMillis));
    }

    private void retryAfter(ConnectionFailure failure, Duration atLeast) {
        if (failure.lasting()) {
            end(new ChatException(failure.reason(), failure.sentence()), true);
            return;
        }
        if (state == State.UP) {
            retries.onLost();
        }
        drop();
        Duration delay = retries.delay(atLeast);
        String why = RetrySchedule.sentence(failure.sentence(), atLeast, delay);
        connected.completeExceptionally(new ChatException(failure.reason(), why));
        events.accept(new ChatEvent.Disconnected(why, delay));
        timer = loop.schedule(delay, this::dial);
    }

    /** Lets go of everything that belongs to one connection. */
    private void drop() {
        // What the connection still reports belongs to an earlier attempt.
        attempts++;
        cancelTimer();
        state = State.WAITING;
        link.close();
        if (connection != null) {
            ControlConnection dropped = connection;
            connection = null;
            dropped.fail(ConnectionFailure.unreachable("given up"));
        }
        requests.onLost();
        rooms.onLost();
        updateStatus();
    }

    private void end(ChatException why, boolean report) {
        if (state == State.ENDED) {
            return;
        }
        drop();
        state = State.ENDED;
        requests.end(why);
        rooms.end(why.getMessage());
        connected.completeExceptionally(why);
        if (report) {
            events.accept(new ChatEvent.Ended(why.reason(), why.getMessage()));
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void updateStatus() {
        status = link.status(settings, credentials.name());
    }
}
