package dev.roomtalk.server.control;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Who is connected: the connections of each user, by instance. Any thread. */
final class Sessions {
    private final IntSupplier perUser;
    private final Map<Long, Map<Long, Connection>> byUser = new ConcurrentHashMap<>();

    Sessions(IntSupplier perUser) {
        this.perUser = perUser;
    }

    /** What {@link #begin} came to. */
    sealed interface Begun {}

    /** {@code replaced}: the connection that this instance had before. */
    record Admitted(@Nullable Connection replaced) implements Begun {}

    record TooMany() implements Begun {}

    Begun begin(long userId, long instance, Connection connection) {
        Begun[] result = new Begun[1];
        byUser.compute(userId, (id, connections) -> {
            Map<Long, Connection> own = connections == null ? new ConcurrentHashMap<>() : connections;
            if (own.size() >= perUser.getAsInt() && !own.containsKey(instance)) {
                result[0] = new TooMany();
            } else {
                result[0] = new Admitted(own.put(instance, connection));
            }
            return own.isEmpty() ? null : own;
        });
        return result[0];
    }

    void end(long userId, long instance, Connection connection) {
        byUser.computeIfPresent(userId, (id, connections) -> {
            connections.remove(instance, connection);
            return connections.isEmpty() ? null : connections;
        });
    }

    List<Connection> of(long userId) {
        return List.copyOf(byUser.getOrDefault(userId, Map.of()).values());
    }

    int count() {
        return byUser.values().stream().mapToInt(Map::size).sum();
    }
}
