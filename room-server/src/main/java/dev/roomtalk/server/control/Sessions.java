package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.rooms.Absences;
import dev.roomtalk.server.settings.LiveSettings;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions: for each user its connections, by instance, and when the last one of a user ended. Any thread. */
public final class Sessions implements Absences {
    /** Users of whom it is known when they were connected last. */
    private static final int MAX_GONE = 100_000;

    private final LiveSettings settings;
    private final Map<Long, Map<Long, Connection>> byUser = new ConcurrentHashMap<>();
    private final Map<Connection, Session> online = new ConcurrentHashMap<>();

    private final InstantSource clock;
    private final Cache<Long, Long> gone =
            Caffeine.newBuilder().maximumSize(MAX_GONE).executor(Runnable::run).build();

    /** A session, the address it comes from, and the name of its connection. */
    public record Online(Session session, InetAddress address, String connection) {}

    /**
     * None yet.
     *
     * @param settings say how many sessions a user may have
     * @param clock says when sessions end, for people
     */
    public Sessions(LiveSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The outcome of {@link #begin}. */
    sealed interface Begun {}

    /** @param replaced the connection that this instance had before; null if it had none */
    record Admitted(@Nullable Connection replaced) implements Begun {}

    record TooMany() implements Begun {}

    /** Reserves a place for a session that will come; {@link #end} gives it back. */
    Begun begin(long userId, long instance, Connection connection) {
        Begun[] result = new Begun[1];
        byUser.compute(userId, (id, connections) -> {
            Map<Long, Connection> own = connections == null ? new ConcurrentHashMap<>() : connections;
            if (own.size() >= settings.get().maxSessionsPerUser() && !own.containsKey(instance)) {
                result[0] = new TooMany();
            } else {
                result[0] = new Admitted(own.put(instance, connection));
            }
            return own.isEmpty() ? null : own;
        });
        return result[0];
    }

    /** The session is there. */
    void add(Connection connection, Session session) {
        online.put(connection, session);
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
        return of(userId).stream().map(online::get).filter(Objects::nonNull).toList();
    }

    private List<Connection> of(long userId) {
        return List.copyOf(byUser.getOrDefault(userId, Map.of()).values());
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
                .map(e ->
                        new Online(e.getValue(), e.getKey().remote(), e.getKey().toString()))
                .toList();
    }

    /** Ends every session of a user, and returns how many those were. */
    public int disconnect(long userId, String sentence) {
        return end(userId, CloseReason.DISCONNECTED, sentence, false);
    }

    /**
     * Ends every session of a user, and returns how many those were.
     *
     * @param retry whether they may come again by themselves
     */
    int end(long userId, CloseReason reason, String sentence, boolean retry) {
        List<Connection> all = of(userId);
        all.forEach(connection -> connection.close(reason, sentence, retry, 0));
        return all.size();
    }

    /** Ends the user's other sessions, because their token was renewed. */
    void revokeOthers(long userId, Connection connection) {
        for (Connection other : of(userId)) {
            if (other != connection) {
                other.close(CloseReason.TOKEN_REVOKED, "the token was renewed by another session", false, 0);
            }
        }
    }
}
