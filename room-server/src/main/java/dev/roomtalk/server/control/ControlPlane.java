package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.protobuf.ByteString;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Limits;
import dev.roomtalk.proto.RelayAddress;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.relay.Memberships;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Protocol;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The control plane of a node: makes connections of accepted channels, and holds what their phases share. Any thread. */
public final class ControlPlane {
    /** Beyond this many over the limit a connection is not even told why. */
    private static final int FULL_MARGIN = 256;

    private static final int KEEP_ALIVES = 3;
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

    private final LiveSettings settings;
    private final Gate gate;
    private final NewRooms newRooms;
    private final LastAddresses addresses;
    private volatile @Nullable SslContext tls;
    private final Users users;
    private final PublishLimits publishLimits;
    private final Passwords passwords;
    private final Workers workers;
    private final Lobby lobby;
    private final Memberships memberships;
    private final Relay relay;
    private final Counters counters;
    private final boolean durable;
    private final String program;
    private final Sessions sessions;
    private final Executor handshakes;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Map<Connection, Session> online = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /** Who is connected, and from where. */
    public record Online(Session session, InetAddress address, String connection) {}

    /**
     * One without connections.
     *
     * @param tls null: plain TCP
     * @param handshakes runs the computations of TLS handshakes
     * @param program told to clients
     */
    public ControlPlane(
            LiveSettings settings,
            Gate gate,
            NewRooms newRooms,
            Ticker ticker,
            @Nullable SslContext tls,
            Executor handshakes,
            Users users,
            PublishLimits publishLimits,
            Passwords passwords,
            Workers workers,
            Lobby lobby,
            Memberships memberships,
            Relay relay,
            Counters counters,
            boolean durable,
            String program) {
        this.settings = settings;
        this.gate = gate;
        this.newRooms = newRooms;
        this.addresses = new LastAddresses(ticker);
        this.tls = tls;
        this.handshakes = handshakes;
        this.users = users;
        this.publishLimits = publishLimits;
        this.passwords = passwords;
        this.workers = workers;
        this.lobby = lobby;
        this.memberships = memberships;
        this.relay = relay;
        this.counters = counters;
        this.durable = durable;
        this.program = program;
        this.sessions = new Sessions(() -> settings.get().maxSessionsPerUser());
    }

    /** Makes a connection of a new channel: the whole pipeline. On the channel's loop. */
    public void accept(Channel channel) {
        counters.count(Counter.CONNECTIONS);
        // Null: it is gone already.
        if (stopping || !(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            channel.close();
            return;
        }
        if (connections.size() >= settings.get().maxConnections() + FULL_MARGIN) {
            counters.count(Counter.CONNECTIONS_FULL);
            channel.close();
            return;
        }
        InetAddress address = remote.getAddress();
        switch (gate.arrives(address)) {
            case Gate.IsClosed _ -> channel.close();
            case Gate.IsTold told -> connect(channel, address, told.refusal());
            case Gate.Enters enters -> {
                if (enters.counted()) {
                    channel.closeFuture().addListener(closed -> gate.left(address));
                }
                connect(channel, address, null);
            }
        }
    }

    private void connect(Channel channel, InetAddress address, Gate.@Nullable Refusal refusal) {
        ControlFrameDecoder decoder = new ControlFrameDecoder(Protocol.MAX_HELLO);
        Connection[] made = new Connection[1];
        Connection connection = new Connection(
                channel,
                decoder,
                counters,
                c -> new HelloPhase(c, this, refusal),
                () -> connections.remove(made[0]),
                what -> gate.failed(address, what),
                gate.counts(address) ? AddressRange.single(address).toString() : "");
        made[0] = connection;
        connections.add(connection);
        SslContext context = tls;
        if (context != null) {
            channel.pipeline().addLast(new Porch(() -> handshake(context, channel), gate, connection));
        }
        channel.pipeline().addLast(new FlushConsolidationHandler(64, true), decoder, connection);
        gate.begins(connection);
    }

    private SslHandler handshake(SslContext context, Channel channel) {
        SslHandler handler = context.newHandler(channel.alloc(), handshakes);
        handler.setHandshakeTimeoutMillis(settings.get().helloTimeout().toMillis());
        return handler;
    }

    /** For connections that come from now on. */
    public void use(SslContext next) {
        tls = next;
    }

    /** As many connections as the limit allows, and this one more. */
    boolean full() {
        boolean full = connections.size() > settings.get().maxConnections();
        if (full) {
            counters.count(Counter.CONNECTIONS_FULL);
        }
        return full;
    }

    /** Makes a session for a connection that is about to become this user's. */
    CompletionStage<Relay.Admission> admit(Connection connection, UserRecord user, long instance) {
        return relay.admit(
                user.id(), user.name().display(), instance, connection, publishLimits.of(connection.remote()));
    }

    /** On the connection's loop: it has become this user's. */
    SessionPhase beginSession(
            Connection connection,
            Relay.Admission admission,
            UserRecord user,
            TokenHash token,
            int request,
            ByteString newToken) {
        counters.count(Counter.SESSIONS);
        online.put(connection, admission.session());
        addresses.came(user.id(), connection.address());
        LoggingEventBuilder line = LOG.atDebug()
                .addKeyValue("connection", connection)
                .addKeyValue("session", Long.toHexString(admission.session().instance()))
                .addKeyValue("user", user.name().display());
        if (settings.get().logAddresses()) {
            line = line.addKeyValue("address", connection.remote().getHostAddress());
        }
        line.log("session begun");
        SessionPhase phase = new SessionPhase(connection, this, admission.session(), user, token);
        connection.enter(phase, Protocol.MAX_CONTROL);
        connection.expectLife(KEEP_ALIVES * settings.get().keepAlive().toMillis());
        connection.send(ServerMessage.newBuilder()
                .setRequestId(request)
                .setWelcome(Welcome.newBuilder()
                        .setVersion(Protocol.VERSION)
                        .setUserId(user.id())
                        .setName(user.name().display())
                        .setToken(newToken)
                        .setConnectionId(admission.connectionId())
                        .setRelaySecret(admission.secret())
                        .addRelay(RelayAddress.newBuilder()
                                .setPort(connection.localAddress().getPort()))
                        .setLimits(Limits.newBuilder()
                                .setMessageBytes(settings.get().rules().messageBytes())
                                .setTopicBytes(settings.get().rules().topicBytes())
                                .setRoomsPerUser(settings.get().maxRoomsPerUser())
                                .setInFlight(Protocol.MAX_IN_FLIGHT))
                        .setKeepAliveSeconds(Math.toIntExact(
                                Math.max(1, settings.get().keepAlive().toSeconds())))
                        .setServer(program)
                        .setDurable(durable))
                .build());
        return phase;
    }

    void endSession(Session session, Connection connection) {
        online.remove(connection);
        relay.dismiss(session);
        sessions.end(session.userId(), session.instance(), connection);
    }

    /** In effect at this moment. */
    ServerSettings settings() {
        return settings.get();
    }

    /** Who may connect. */
    public Gate gate() {
        return gate;
    }

    /** From where users came lately. */
    public LastAddresses addresses() {
        return addresses;
    }

    /**
     * Nobody from these addresses connects, until then; who is connected is told so, and goes.
     *
     * @return done when that is stored; fails where that cannot be done: it holds as long as the server runs
     */
    public CompletionStage<Void> ban(AddressBan ban) {
        CompletionStage<Void> stored = gate.bans().ban(ban);
        for (Connection connection : connections) {
            if (ban.range().contains(connection.remote()) && gate.counts(connection.remote())) {
                connection.close(CloseReason.ADDRESS_BANNED, Gate.banned(ban), false, 0);
            }
        }
        return stored;
    }

    /** @return false: there is no ban of exactly this range */
    public CompletionStage<Boolean> unban(AddressRange range) {
        return gate.bans().unban(range);
    }

    NewRooms newRooms() {
        return newRooms;
    }

    Users users() {
        return users;
    }

    Passwords passwords() {
        return passwords;
    }

    Workers workers() {
        return workers;
    }

    Lobby lobby() {
        return lobby;
    }

    Memberships memberships() {
        return memberships;
    }

    Sessions sessions() {
        return sessions;
    }

    Counters counters() {
        return counters;
    }

    /** Connections that are open. */
    public int connectionCount() {
        return connections.size();
    }

    /** Whether it takes connections; false: it is stopping. */
    public boolean takes() {
        return !stopping;
    }

    /** Sessions that there are. */
    public int sessionCount() {
        return sessions.count();
    }

    /** Everybody who is connected. */
    public List<Online> online() {
        return online.entrySet().stream()
                .map(e ->
                        new Online(e.getValue(), e.getKey().remote(), e.getKey().toString()))
                .toList();
    }

    /** Ends every session of a user, and returns how many those were. */
    public int disconnect(long userId, String sentence) {
        List<Connection> all = sessions.of(userId);
        all.forEach(connection -> connection.close(CloseReason.DISCONNECTED, sentence, false, 0));
        return all.size();
    }

    /** Takes nobody any more, tells everybody to come back, and waits at most so long until they have been told. */
    public void stop(Duration patience) {
        stopping = true;
        List<Connection> all = List.copyOf(connections);
        CountDownLatch open = new CountDownLatch(all.size());
        for (Connection connection : all) {
            connection.whenClosed(open::countDown);
            connection.close(CloseReason.GOING_AWAY, "the server is stopping: come back in a moment", true, 500);
        }
        try {
            // A loop that is shut down closes its channels first, and only then looks at what was to be written.
            boolean _ = open.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
