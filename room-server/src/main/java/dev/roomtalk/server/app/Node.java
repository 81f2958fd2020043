package dev.roomtalk.server.app;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.audit.AuditLog;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.Rates;
import dev.roomtalk.server.console.Served;
import dev.roomtalk.server.control.AddressBans;
import dev.roomtalk.server.control.Certificate;
import dev.roomtalk.server.control.ControlListener;
import dev.roomtalk.server.control.ControlPlane;
import dev.roomtalk.server.control.Gate;
import dev.roomtalk.server.control.Lobby;
import dev.roomtalk.server.control.NewRooms;
import dev.roomtalk.server.control.Passwords;
import dev.roomtalk.server.control.PublishLimits;
import dev.roomtalk.server.control.Users;
import dev.roomtalk.server.control.Workers;
import dev.roomtalk.server.metrics.Metrics;
import dev.roomtalk.server.metrics.MetricsEndpoint;
import dev.roomtalk.server.relay.Memberships;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.relay.RelaySockets;
import dev.roomtalk.server.relay.RoomDirectory;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.MemoryEngine;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.sqlite.SqliteEngine;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A running server: composes the parts, and stops them. */
public final class Node implements AutoCloseable {

    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final int PORT_ATTEMPTS = 20;

    private final ServerSettings settings;
    private final DataDirectory data;
    private final Engine engine;
    private final Workers workers;
    private final Relay relay;
    private final RelaySockets relaySockets;
    private final ControlPlane control;
    private final ControlListener listener;
    private final Counters counters;
    private final List<InetSocketAddress> addresses;
    private final LiveParts live;
    private final @Nullable MetricsEndpoint metrics;
    private final AuditLog audit;
    private final Operation operation;
    private final InstantSource clock = InstantSource.system();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Node(
            ServerSettings settings,
            DataDirectory data,
            Engine engine,
            Workers workers,
            Relay relay,
            RelaySockets relaySockets,
            ControlPlane control,
            ControlListener listener,
            Counters counters,
            List<InetSocketAddress> addresses,
            LiveParts live,
            @Nullable MetricsEndpoint metrics,
            AuditLog audit,
            Operation operation) {
        this.settings = settings;
        this.data = data;
        this.engine = engine;
        this.workers = workers;
        this.relay = relay;
        this.relaySockets = relaySockets;
        this.control = control;
        this.listener = listener;
        this.counters = counters;
        this.addresses = addresses;
        this.live = live;
        this.metrics = metrics;
        this.audit = audit;
        this.operation = operation;
    }

    /**
     * Starts a node, which serves when this returns.
     *
     * @throws IOException in a sentence for the person: an address is taken, the data directory cannot be used
     */
    public static Node start(ServerSettings settings) throws IOException {
        DataDirectory data = DataDirectory.open(settings.dataDir());
        Engine engine;
        try {
            engine = engine(settings, data.path());
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
        return start(settings, data, engine);
    }

    private static Engine engine(ServerSettings settings, Path directory) throws IOException {
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        return switch (settings.engine()) {
            case MEMORY ->
                new MemoryEngine(
                        Ticker.systemTicker()::read,
                        clock,
                        random::nextLong,
                        settings.maxUsers(),
                        settings.nameExpiry(),
                        settings.retention(),
                        settings.historyAge());
            case SQLITE ->
                SqliteEngine.open(
                        directory, clock, random::nextLong, LiveParts.limits(settings), settings.durability());
        };
    }

    /** Starts a node on an engine, which it closes at its end. */
    public static Node start(ServerSettings settings, Engine engine) throws IOException {
        return start(settings, DataDirectory.open(settings.dataDir()), engine);
    }

    private static Node start(ServerSettings settings, DataDirectory data, Engine engine) throws IOException {
        InstantSource clock = InstantSource.system();
        Ticker ticker = Ticker.systemTicker();
        SecureRandom random = new SecureRandom();
        Counters counters = new Counters();
        AuditLog audit;
        try {
            audit = AuditLog.open(data.path(), clock, counters);
        } catch (IOException e) {
            engine.close();
            data.close();
            throw e;
        }
        Workers workers = new Workers();
        Passwords passwords = new Passwords(workers, random, ticker);
        RoomDirectory rooms = new RoomDirectory();
        Memberships memberships = new Memberships();
        RelaySockets relaySockets = new RelaySockets(settings.relayLoops());
        ControlListener listener = new ControlListener(settings.controlLoops(), settings.backlog());
        Relay relay = new Relay(
                relaySockets.eventLoops(),
                rooms,
                memberships,
                passwords,
                engine,
                settings.rules(),
                settings.access().room(),
                ticker::read,
                clock,
                random,
                counters);
        relay.keep(audit);
        try {
            Certificate certificate = LiveParts.certificate(settings, data.path());
            LiveSettings current = new LiveSettings(settings);
            Users users = new Users(engine, random, ticker, current);
            PublishLimits publishLimits = new PublishLimits(current, ticker);
            ControlPlane control = new ControlPlane(
                    current,
                    new Gate(
                            current,
                            new AddressBans(
                                    engine,
                                    clock,
                                    engine.addressBans().toCompletableFuture().join()),
                            ticker,
                            counters),
                    new NewRooms(current, ticker),
                    ticker,
                    certificate == null ? null : certificate.context(),
                    listener.handshakes(),
                    users,
                    publishLimits,
                    passwords,
                    workers,
                    new Lobby(engine, relay, rooms, current, clock),
                    memberships,
                    relay,
                    counters,
                    engine.durable(),
                    RoomServer.PROGRAM);
            for (RoomRecord room : engine.rooms().toCompletableFuture().join()) {
                relay.open(room);
            }
            List<InetSocketAddress> addresses = bind(settings, control, listener, relay, relaySockets);
            relay.start();
            LiveParts live = new LiveParts(current, data.path(), control, publishLimits, relay, engine, certificate);
            MetricsEndpoint metrics =
                    metrics(settings, new NodeState(control, listener, relay, rooms, workers, engine), counters);
            Served served = new Served(
                    RoomServer.VERSION,
                    current,
                    addresses,
                    live::pin,
                    live::reloading,
                    engine,
                    control,
                    relay,
                    rooms,
                    users,
                    workers,
                    counters,
                    new Rates(counters),
                    audit,
                    clock,
                    clock.instant(),
                    ticker::read,
                    ticker.read());
            return new Node(
                    settings,
                    data,
                    engine,
                    workers,
                    relay,
                    relaySockets,
                    control,
                    listener,
                    counters,
                    addresses,
                    live,
                    metrics,
                    audit,
                    Operation.begin(data.path(), served));
        } catch (IOException | RuntimeException e) {
            listener.close();
            relaySockets.close();
            workers.close();
            engine.close();
            audit.close();
            data.close();
            throw e;
        }
    }

    private static @Nullable MetricsEndpoint metrics(ServerSettings settings, NodeState state, Counters counters)
            throws IOException {
        return settings.metrics() == null
                ? null
                : MetricsEndpoint.open(
                        settings.metrics(), new Metrics(counters, state.gauges(), RoomServer.VERSION), state);
    }

    /** With port 0 a port that is free for both TCP and UDP is looked for. */
    private static List<InetSocketAddress> bind(
            ServerSettings settings,
            ControlPlane control,
            ControlListener listener,
            Relay relay,
            RelaySockets relaySockets)
            throws IOException {
        List<InetAddress> hosts = settings.hosts().isEmpty() ? List.of(anyAddress()) : settings.hosts();
        for (int attempt = 1; ; attempt++) {
            try {
                List<InetSocketAddress> bound = listen(hosts, settings.port(), control, listener);
                relaySockets.bind(relay, bound, settings.socketBuffer());
                return bound;
            } catch (IOException e) {
                listener.unbind();
                relaySockets.unbind(relay);
                if (settings.port() != 0 || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** The TCP port first, so that a second server is refused; with port 0 the first address chooses for all. */
    private static List<InetSocketAddress> listen(
            List<InetAddress> hosts, int port, ControlPlane control, ControlListener listener) throws IOException {
        List<InetSocketAddress> bound = new ArrayList<>();
        for (InetAddress host : hosts) {
            int chosen = bound.isEmpty() ? port : bound.getFirst().getPort();
            bound.add(new InetSocketAddress(
                    host,
                    listener.bind(control, new InetSocketAddress(host, chosen)).getPort()));
        }
        return List.copyOf(bound);
    }

    /** One socket for IPv6 and IPv4 where this machine has IPv6. */
    private static InetAddress anyAddress() throws IOException {
        boolean v6 = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(a -> a instanceof java.net.Inet6Address);
        return InetAddress.getByName(v6 ? "::" : "0.0.0.0");
    }

    /** Where TCP and UDP are served. */
    public List<InetSocketAddress> addresses() {
        return addresses;
    }

    public int port() {
        return addresses.getFirst().getPort();
    }

    /** Of the certificate's key; null when the node serves plain TCP. */
    public @Nullable Pin pin() {
        return live.pin();
    }

    /** Where metrics are served; 0: nowhere. */
    public int metricsPort() {
        return metrics == null ? 0 : metrics.port();
    }

    public Counters counters() {
        return counters;
    }

    /**
     * Lets nobody connect from these addresses, and ends the connections that there are; trusted proxies alone stay. It takes the place
     * of another ban of the same range.
     *
     * @param until null: until it is lifted
     * @param by who does it
     * @return done when that is stored; fails where that cannot be done: it holds as long as this node runs
     */
    public CompletionStage<Void> banAddress(AddressRange range, @Nullable Instant until, String reason, String by) {
        return control.ban(new AddressBan(
                range, by, reason, clock.millis(), until == null ? 0 : Math.max(1, until.toEpochMilli())));
    }

    /** @return false: there is no ban of exactly this range */
    public CompletionStage<Boolean> unbanAddress(AddressRange range) {
        return control.unban(range);
    }

    /** Those that have not ended, the newest first. */
    public List<AddressBan> addressBans() {
        return control.gate().addressBans();
    }

    /** What follows the settings when they change. */
    LiveParts live() {
        return live;
    }

    /** What the start line says. */
    String description() {
        String where = addresses.stream()
                .map(a -> format(a.getAddress()) + ":" + a.getPort())
                .collect(Collectors.joining(" "));
        return "tcp %s, udp %s (receive buffer %d KiB), %s, engine %s, data %s"
                        .formatted(
                                where,
                                where,
                                relaySockets.receiveBuffer() / 1024,
                                pin() == null ? "plain" : "fingerprint " + pin(),
                                engine.name(),
                                settings.dataDir())
                + (metrics == null ? "" : ", metrics on port " + metrics.port());
    }

    private static String format(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof java.net.Inet6Address ? "[" + text + "]" : text;
    }

    /** Tells everybody to come back, and stops. Once: another call does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        listener.unbind();
        operation.close();
        control.stop(FAREWELL);
        if (metrics != null) {
            metrics.close();
        }
        listener.close();
        relay.close();
        relaySockets.close();
        workers.close();
        engine.close();
        audit.close();
        data.close();
    }
}
