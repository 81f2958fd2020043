package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.rooms.Absences;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.store.NodeBus;
import dev.roomtalk.server.store.Notice;
import dev.roomtalk.server.store.TokenHash;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The sessions: for each user its connections, by instance, and when the last one of a user ended. Any thread. */
public final class Sessions implements Absences {
    /** What another node tells is not older. */
    private static final long NOTICE_NANOS = Duration.ofSeconds(2).toNanos();

    /** Users of whom it is known when they were connected last. */
    private static final int MAX_GONE = 100_000;

    private final LiveSettings settings;
    private final NodeBus bus;
    private final Ticker ticker;
    private final Map<Long, Map<Long, Connection>> byUser = new ConcurrentHashMap<>();
    private final Map<Connection, Begun> online = new ConcurrentHashMap<>();

    private final InstantSource clock;
    private final Cache<Long, Long> gone =
            Caffeine.newBuilder().maximumSize(MAX_GONE).executor(Runnable::run).build();

    /** A session, the address it comes from, and the name of its connection. */
    public record Online(Session session, InetAddress address, String connection) {}

    /**
     * None yet.
     *
     * @param settings say how many sessions a user may have
     * @param bus to the nodes that have sessions of the same users
     * @param clock says when sessions end, for people
     * @param ticker tells how old they are
     */
    public Sessions(LiveSettings settings, NodeBus bus, InstantSource clock, Ticker ticker) {
        this.settings = settings;
        this.bus = bus;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * A session that is there.
     *
     * @param token that proves its user at present
     * @param since the ticker's nanoseconds
     */
    private record Begun(Session session, Supplier<TokenHash> token, long since) {}

    /** The outcome of {@link #begin}. */
    sealed interface Outcome {}

    /** @param replaced the connection that this instance had before; null if it had none */
    record Admitted(@Nullable Connection replaced) implements Outcome {}

    record TooMany() implements Outcome {}

    /** Reserves a place for a session that will come; {@link #end} gives it back. */
    Outcome begin(long userId, long instance, Connection connection) {
        Outcome[] result = new Outcome[1];
        byUser.compute(userId, (id, connections) -> {
            Map<Long, Connection> own = connections == null ? new ConcurrentHashMap<>() : connections;
            if (own.size() >= settings.get().maxSessionsPerUser() && !own.containsKey(instance)) {
                result[0] = new TooMany();
            } else {
                result[0] = new Admitted(own.put(instance, connection));
            }
            return own.isEmpty() ? null : own;
        });
        if (result[0] instanceof Admitted) {
            bus.tell(new Notice.SessionBegins(userId, instance));
        }
        return result[0];
    }

    /**
     * An instance has connected to another node: a session that it has here ends, unless it has begun a moment ago.
     * Then it may be the later one.
     */
    void beginsElsewhere(long userId, long instance) {
        Connection replaced = byUser.getOrDefault(userId, Map.of()).get(instance);
        if (replaced == null) {
            return;
        }
        Begun session = online.get(replaced);
        if (session != null && ticker.read() - session.since >= NOTICE_NANOS) {
            replaced.close(CloseReason.REPLACED, "this program has connected again", false, 0);
        }
    }

    /**
     * The session is there.
     *
     * @param token that proves its user at present
     */
    void add(Connection connection, Session session, Supplier<TokenHash> token) {
        online.put(connection, new Begun(session, token, ticker.read()));
    }

    /**
     * Ends sessions of a user that another token proved.
     *
     * @param valid the user's token; null: there is no such user any longer
     */
    void endOutdated(long userId, @Nullable TokenHash valid) {
        for (Connection connection : byUser.getOrDefault(userId, Map.of()).values()) {
            Begun session = online.get(connection);
            if (session != null && !session.token.get().equals(valid)) {
                connection.close(CloseReason.TOKEN_REVOKED, "this token was replaced on another node", false, 0);
            }
        }
    }

    void end(Session session, Connection connection) {
        online.remove(connection);
        byUser.computeIfPresent(session.userId(), (id, connections) -> {
            connections.remove(session.instance(), connection);
            if (connections.isEmpty()) {
                gone.put(id, clock.millis());
                return null;
            }
            return connections;
        });
    }

    @Override
    public long since(long userId) {
        Long ended = isConnected(userId) ? null : gone.getIfPresent(userId);
        return ended == null ? 0 : ended;
    }

    /** The sessions of a user. */
    List<Session> sessionsOf(long userId) {
        return byUser.getOrDefault(userId, Map.of()).values().stream()
                .map(online::get)
                .filter(Objects::nonNull)
                .map(Begun::session)
                .toList();
    }

    /** How many sessions there are. */
    public int count() {
        return byUser.values().stream().mapToInt(Map::size).sum();
    }

    /** Whether a user is connected. */
    public boolean isConnected(long userId) {
        return byUser.containsKey(userId);
    }

    /** The ids of all who are connected. */
    public Set<Long> users() {
        return Set.copyOf(byUser.keySet());
    }

    /** Everybody who is connected. */
    public List<Online> online() {
        return online.entrySet().stream()
                .map(e -> new Online(
                        e.getValue().session, e.getKey().remote(), e.getKey().toString()))
                .toList();
    }

    /** Ends every session of a user, on every node, and returns how many those of this one were. */
    public int disconnect(long userId, String sentence) {
        return end(userId, CloseReason.DISCONNECTED, sentence, false);
    }

    /**
     * Ends every session of a user, on every node, and returns how many those of this one were.
     *
     * @param retry whether they may come again by themselves
     */
    int end(long userId, CloseReason reason, String sentence, boolean retry) {
        Notice.SessionsEnd end = new Notice.SessionsEnd(userId, 0, reason.name(), sentence, retry);
        bus.tell(end);
        return endHere(end);
    }

    /** Ends the user's other sessions, because their token was renewed. */
    void revokeOthers(long userId, Connection connection) {
        long spared = byUser.getOrDefault(userId, Map.of()).entrySet().stream()
                .filter(each -> each.getValue() == connection)
                .mapToLong(Map.Entry::getKey)
                .findFirst()
                .orElse(0);
        Notice.SessionsEnd end = new Notice.SessionsEnd(
                userId, spared, CloseReason.TOKEN_REVOKED.name(), "the token was renewed by another session", false);
        bus.tell(end);
        endHere(end);
    }

    /** Ends sessions of a user on this node, and returns how many those were. */
    int endHere(Notice.SessionsEnd end) {
        List<Connection> ended = byUser.getOrDefault(end.userId(), Map.of()).entrySet().stream()
                .filter(each -> end.spared() == 0 || each.getKey() != end.spared())
                .map(Map.Entry::getValue)
                .toList();
        CloseReason reason = CloseReason.valueOf(end.reason());
        ended.forEach(connection -> connection.close(reason, end.sentence(), end.retry(), 0));
        return ended.size();
    }
}
