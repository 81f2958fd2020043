package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.store.TokenHash;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The sessions of this node: for each user its connections, by instance. Any thread. */
public final class Sessions {
    /** What another node tells is not older. */
    private static final long NOTICE_NANOS = Duration.ofSeconds(2).toNanos();

    private final LiveSettings settings;
    private final LastSessions last;
    private final Ticker ticker;
    private final Map<Long, Map<Long, Connection>> byUser = new ConcurrentHashMap<>();
    private final Map<Connection, Begun> online = new ConcurrentHashMap<>();

    /** A session, the address it comes from, and the name of its connection. */
    public record Online(Session session, InetAddress address, String connection) {}

    /**
     * None yet.
     *
     * @param settings say how many sessions a user may have
     * @param last is told when users have a session, and none any longer
     * @param ticker tells how old they are
     */
    public Sessions(LiveSettings settings, LastSessions last, Ticker ticker) {
        this.settings = settings;
        this.last = last;
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
                last.begun(userId);
            }
            return own.isEmpty() ? null : own;
        });
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
                last.ended(id);
                return null;
            }
            return connections;
        });
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

    /** The instance of a user that has this connection; 0: none has. */
    long instance(long userId, Connection connection) {
        return byUser.getOrDefault(userId, Map.of()).entrySet().stream()
                .filter(each -> each.getValue() == connection)
                .mapToLong(Map.Entry::getKey)
                .findFirst()
                .orElse(0);
    }

    /**
     * Ends sessions of a user, and returns how many those were.
     *
     * @param spared the instance whose session goes on; 0: none does
     * @param retry whether they may come again by themselves
     */
    int close(long userId, long spared, CloseReason reason, String sentence, boolean retry) {
        List<Connection> ended = byUser.getOrDefault(userId, Map.of()).entrySet().stream()
                .filter(each -> spared == 0 || each.getKey() != spared)
                .map(Map.Entry::getValue)
                .toList();
        ended.forEach(connection -> connection.close(reason, sentence, retry, 0));
        return ended.size();
    }
}
