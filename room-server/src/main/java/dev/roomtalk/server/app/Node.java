package dev.roomtalk.server.app;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.audit.AuditLog;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.Rates;
import dev.roomtalk.server.base.ServerTime;
import dev.roomtalk.server.console.NodeTraffic;
import dev.roomtalk.server.console.NodeView;
import dev.roomtalk.server.console.ServerProcess;
import dev.roomtalk.server.control.Acceptor;
import dev.roomtalk.server.control.AccountChanges;
import dev.roomtalk.server.control.AddressBans;
import dev.roomtalk.server.control.Admissions;
import dev.roomtalk.server.control.Certificate;
import dev.roomtalk.server.control.Connections;
import dev.roomtalk.server.control.ControlListener;
import dev.roomtalk.server.control.ConversationWatchers;
import dev.roomtalk.server.control.Conversations;
import dev.roomtalk.server.control.Drain;
import dev.roomtalk.server.control.Gate;
import dev.roomtalk.server.control.LastAddresses;
import dev.roomtalk.server.control.Lobby;
import dev.roomtalk.server.control.MessageRemoval;
import dev.roomtalk.server.control.NewRooms;
import dev.roomtalk.server.control.NodeState;
import dev.roomtalk.server.control.OtherNodes;
import dev.roomtalk.server.control.Passwords;
import dev.roomtalk.server.control.PublishLimits;
import dev.roomtalk.server.control.RequestLimits;
import dev.roomtalk.server.control.RequestRouter;
import dev.roomtalk.server.control.Sessions;
import dev.roomtalk.server.control.Successions;
import dev.roomtalk.server.control.TlsHandlers;
import dev.roomtalk.server.control.Transfers;
import dev.roomtalk.server.control.Users;
import dev.roomtalk.server.control.Welcomes;
import dev.roomtalk.server.control.Workers;
import dev.roomtalk.server.files.BlobStore;
import dev.roomtalk.server.files.FileRetention;
import dev.roomtalk.server.files.FileThreads;
import dev.roomtalk.server.files.SharedFiles;
import dev.roomtalk.server.hooks.HookEndpoint;
import dev.roomtalk.server.hooks.Hooks;
import dev.roomtalk.server.metrics.Metrics;
import dev.roomtalk.server.metrics.MetricsEndpoint;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.relay.RelaySockets;
import dev.roomtalk.server.rooms.EveryRoom;
import dev.roomtalk.server.rooms.Memberships;
import dev.roomtalk.server.rooms.RoomDirectory;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.wire.AeadProvider;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A running server: {@link #compose} puts it together from its parts, floor by floor, and closing it goes the other
 * way. Over 300 lines, because all parts are put together in this one place.
 */
public final class Node implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final String description;
    private final List<InetSocketAddress> addresses;
    private final Counters counters;
    private final Gate gate;
    private final LiveParts live;
    private final Drain drain;
    private final int metricsPort;
    private final int hookPort;
    private final Closing closing;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Node(
            String description,
            List<InetSocketAddress> addresses,
            Counters counters,
            Gate gate,
            LiveParts live,
            Drain drain,
            int metricsPort,
            int hookPort,
            Closing closing) {
        this.description = description;
        this.addresses = addresses;
        this.counters = counters;
        this.gate = gate;
        this.live = live;
        this.drain = drain;
        this.metricsPort = metricsPort;
        this.hookPort = hookPort;
        this.closing = closing;
    }

    /**
     * Starts a node, which serves when this returns.
     *
     * @throws IOException in a sentence for the person: an address is taken, the data directory cannot be used
     */
    public static Node start(ServerSettings settings) throws IOException {
        return start(settings, EngineSource.of(settings));
    }

    /** Starts a node on an engine, which it closes at its end. */
    public static Node start(ServerSettings settings, Engine engine) throws IOException {
        return start(settings, (_, _) -> engine);
    }

    private static Node start(ServerSettings settings, EngineSource engines) throws IOException {
        Closing closing = new Closing();
        try {
            return compose(settings, engines, closing);
        } catch (IOException | RuntimeException | Error e) {
            closing.close();
            throw e;
        }
    }

    private static Node compose(ServerSettings first, EngineSource engines, Closing closing) throws IOException {
        Ticker ticker = Ticker.systemTicker();
        SecureRandom random = new SecureRandom();
        Counters counters = new Counters();
        LiveSettings settings = new LiveSettings(first);

        // What is kept on disk
        DataDirectory data = DataDirectory.open(first.dataDir());
        closing.add(data::close);
        ServerTime time = new ServerTime(ticker::read, InstantSource.system(), Upkeep.lastKnown(data.path()));
        InstantSource clock = time.shown();
        Engine engine = engines.open(data.path(), time);
        AuditLog audit = audit(data.path(), clock, ticker, counters, engine);
        closing.add(audit::close);
        closing.add(engine::close);

        // Rooms and the relay
        Workers workers = new Workers();
        closing.add(workers::close);
        Passwords passwords = new Passwords(workers, random, ticker);
        RoomDirectory rooms = new RoomDirectory();
        Memberships memberships = new Memberships(() -> settings.get().maxRoomsPerUser(), rooms::isConversation);
        AeadProvider ciphers = AeadProvider.find();
        RelaySockets sockets = new RelaySockets(first.relayLoops());
        closing.add(sockets::close);
        Relay relay = new Relay(
                sockets.eventLoops(),
                rooms,
                memberships,
                passwords,
                engine,
                first.rules(),
                first.access().room(),
                ticker::read,
                clock,
                random,
                ciphers,
                counters);
        closing.add(relay::close);
        relay.rooms().keep(audit);

        // Files
        BlobStore blobs = FileStores.open(first, data.path());
        FileThreads fileThreads = new FileThreads(FileStores.threads(first));
        closing.add(fileThreads::close);
        SharedFiles files = blobs == null ? null : FileStores.files(blobs, settings, engine, random);

        // The control plane
        ControlListener listener = new ControlListener(first.controlLoops(), first.backlog());
        closing.add(listener::close);
        Certificate certificate = LiveParts.certificate(first, data.path());
        Successions successions = new Successions(data.path());
        TlsHandlers tls = certificate == null ? null : new TlsHandlers(certificate, listener.handshakes(), settings);
        Connections connections =
                new Connections(settings, counters, MachineLimits.now().connections(first), ticker);
        AddressBans bans = new AddressBans(
                engine,
                engine.bus(),
                time,
                engine.addressBans().toCompletableFuture().join());
        Gate gate = new Gate(settings, bans, connections, listener::handshakesWaiting, ticker, counters);
        Users users = new Users(engine, engine, engine.bus(), random, ticker, settings);
        Sessions sessions = new Sessions(settings, engine.bus(), clock, ticker);
        LastAddresses lastAddresses = new LastAddresses(ticker);
        PublishLimits publishLimits = new PublishLimits(settings, ticker);
        RequestLimits requestLimits = new RequestLimits(settings, ticker);
        Lobby lobby = new Lobby(engine, engine, relay, rooms, memberships, settings, clock);
        Transfers transfers = files == null
                ? null
                : new Transfers(files, fileThreads, lobby, settings, clock, ticker, random, counters);
        ConversationWatchers watchers = new ConversationWatchers(engine.bus());
        relay.rooms().tell(watchers);
        relay.rooms().ask(sessions);
        RequestRouter requests = new RequestRouter(
                lobby,
                new Conversations(engine, lobby, clock),
                watchers,
                new NewRooms(settings, ticker),
                users,
                lastAddresses,
                passwords,
                workers,
                sessions,
                settings,
                transfers);
        Admissions admissions = new Admissions(
                relay,
                publishLimits,
                requestLimits,
                sessions,
                lastAddresses,
                new Welcomes(settings, engine.durable(), files != null, RoomServer.PROGRAM, successions),
                requests,
                settings,
                counters);
        Acceptor acceptor = new Acceptor(settings, gate, connections, tls, users, admissions, transfers, counters);

        EveryRoom everyRoom = relay.rooms().everyRoom();
        OtherNodes otherNodes = new OtherNodes(engine, users, sessions, gate, bans, watchers, everyRoom);
        engine.bus().listen(otherNodes);

        // It begins to serve
        List<InetSocketAddress> addresses = ServedAddresses.bind(first, acceptor, listener, relay, sockets);
        relay.start();

        // The operator's side
        Hooks hooks = hooks(data.path(), engine);
        engine.spare(user -> sessions.isConnected(user) || hooks.users().contains(user));
        Runnable retention =
                files == null ? () -> {} : new FileRetention(files, engine, clock, fileThreads::execute)::look;
        Upkeep upkeep = new Upkeep(
                data.path(),
                time,
                settings,
                () -> tls == null ? null : tls.certificate(),
                () -> inUse(sessions, hooks),
                engine,
                otherNodes::again,
                retention);
        upkeep.start();
        closing.add(upkeep::close);
        Drain drain = new Drain(listener, connections, ticker);
        closing.add(drain::close);
        NodeState state =
                new NodeState(acceptor, connections, sessions, gate, listener, relay, workers, engine, upkeep, drain);
        MetricsEndpoint metrics = first.metrics() == null
                ? null
                : MetricsEndpoint.open(
                        first.metrics(), new Metrics(counters, state.gauges(), RoomServer.VERSION), state);
        if (metrics != null) {
            closing.add(metrics::close);
        }
        HookEndpoint hookPort = first.hooks() == null
                ? null
                : HookEndpoint.open(
                        first.hooks(),
                        tls == null ? null : tls::certificate,
                        hooks,
                        relay.rooms(),
                        engine,
                        settings,
                        ticker,
                        random,
                        counters);
        if (hookPort != null) {
            closing.add(hookPort::close);
        }
        closing.add(() -> acceptor.stop(FAREWELL));
        LiveParts live = new LiveParts(
                settings, data.path(), tls, successions, publishLimits, requestLimits, relay, engine, upkeep::loaded);
        ServerProcess process = new ServerProcess(
                RoomServer.VERSION, addresses, live::pin, clock.instant(), ticker::read, ticker.read());
        NodeView view = new NodeView(
                process,
                settings,
                state,
                new NodeTraffic(counters, new Rates(counters)),
                new NodeView.People(
                        users,
                        sessions,
                        lastAddresses,
                        gate,
                        new AccountChanges(engine, users, sessions, everyRoom),
                        new MessageRemoval(engine, engine.bus(), everyRoom, transfers)),
                new NodeView.Kept(engine, engine, engine),
                new NodeView.HookPort(hooks, hookPort == null ? null : hookPort.url()),
                audit,
                live::reloading);
        Operation operation = Operation.begin(data.path(), view);
        closing.add(operation::close);
        closing.add(listener::unbind);
        int metricsPort = metrics == null ? 0 : metrics.port();
        int hookPortNumber = hookPort == null ? 0 : hookPort.port();
        return new Node(
                description(first, process, engine, sockets, ciphers, metricsPort, hookPort),
                addresses,
                counters,
                gate,
                live,
                drain,
                metricsPort,
                hookPortNumber,
                closing);
    }

    /**
     * Opens the audit log, and closes the engine if it cannot. It is opened after the engine, so that an engine that
     * cannot start leaves no log behind, and closed after it, because the engine's last answers may have entries.
     */
    private static AuditLog audit(Path directory, InstantSource clock, Ticker ticker, Counters counters, Engine engine)
            throws IOException {
        try {
            return AuditLog.open(directory, clock, ticker, counters);
        } catch (IOException e) {
            engine.close();
            throw e;
        }
    }

    /** The web hooks, as they were kept. */
    private static Hooks hooks(Path directory, Engine engine) throws IOException {
        Hooks hooks = Hooks.load(directory);
        if (!engine.durable()) {
            // Their rooms and users are gone, and others may get the same ids.
            hooks.removeIf(_ -> true);
        }
        return hooks;
    }

    private static Set<Long> inUse(Sessions sessions, Hooks hooks) {
        Set<Long> users = new HashSet<>(sessions.users());
        users.addAll(hooks.users());
        return users;
    }

    /** What the start line tells of the node. */
    private static String description(
            ServerSettings settings,
            ServerProcess process,
            Engine engine,
            RelaySockets sockets,
            AeadProvider ciphers,
            int metricsPort,
            @Nullable HookEndpoint hookPort) {
        Pin pin = process.pin().get();
        String where = String.join(" ", process.endpoints());
        return "tcp %s, udp %s (receive buffer %d KiB, sealed by %s), %s, engine %s, data %s"
                        .formatted(
                                where,
                                where,
                                sockets.receiveBuffer() / 1024,
                                ciphers.name(),
                                pin == null ? "plain" : "fingerprint " + pin,
                                engine.name(),
                                settings.dataDir())
                + (metricsPort == 0 ? "" : ", metrics on port " + metricsPort)
                + (hookPort == null ? "" : ", web hooks at " + hookPort.url());
    }

    /** What the start line tells of the node. */
    String description() {
        return description;
    }

    /** Where TCP and UDP are served. */
    public List<InetSocketAddress> addresses() {
        return addresses;
    }

    public int port() {
        return addresses.getFirst().getPort();
    }

    /** The fingerprint of the certificate's key; null when the node serves plain TCP. */
    public @Nullable Pin pin() {
        return live.pin();
    }

    /** Where metrics are served; 0: nowhere. */
    public int metricsPort() {
        return metricsPort;
    }

    /** Where web hooks are taken; 0: nowhere. */
    public int hookPort() {
        return hookPort;
    }

    public Counters counters() {
        return counters;
    }

    /** Who may connect. */
    public Gate gate() {
        return gate;
    }

    /** Takes the node out of service; whoever runs it ends it then. */
    public Drain drain() {
        return drain;
    }

    /** The parts that follow the settings when they change. */
    LiveParts live() {
        return live;
    }

    /** Asks every client to come back, and stops. Another call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            closing.close();
        }
    }
}
