package dev.roomtalk.server.control;

import dev.roomtalk.server.base.AddressRange;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The connections without a user, by network. When there are too many, one of the network that has most leaves: the
 * oldest of those that have sent nothing, or where there is none the newest, so that those that wait keep their places.
 * Any thread; its lock is held for a look-up, and for a look at each network when there are too many.
 */
final class HalfOpen {
    private final int most;
    private final Map<Connection, AddressRange> networks = new HashMap<>();
    private final Map<AddressRange, Line> lines = new HashMap<>();

    /** The connections of one network. */
    private record Line(LinkedHashSet<Connection> silent, LinkedHashSet<Connection> speaking) {
        boolean isEmpty() {
            return silent.isEmpty() && speaking.isEmpty();
        }
    }

    HalfOpen(int most) {
        this.most = most;
    }

    /**
     * Adds a connection.
     *
     * @return the connection that has to make room for it; null if none has to
     */
    synchronized @Nullable Connection add(Connection connection, AddressRange network) {
        @Nullable Connection leaves = null;
        if (networks.size() >= most) {
            leaves = ofTheCrowd();
            remove(leaves);
        }
        networks.put(connection, network);
        lines.computeIfAbsent(network, n -> new Line(new LinkedHashSet<>(), new LinkedHashSet<>()))
                .silent()
                .add(connection);
        return leaves;
    }

    private Connection ofTheCrowd() {
        Line silent = largest(line -> line.silent().size());
        return silent.silent().isEmpty()
                ? largest(line -> line.speaking().size()).speaking().getLast()
                : silent.silent().iterator().next();
    }

    private Line largest(ToIntFunction<Line> size) {
        return lines.values().stream().max(Comparator.comparingInt(size)).orElseThrow();
    }

    synchronized void speaks(Connection connection) {
        Line line = line(connection);
        if (line != null && line.silent().remove(connection)) {
            line.speaking().add(connection);
        }
    }

    private @Nullable Line line(Connection connection) {
        AddressRange network = networks.get(connection);
        return network == null ? null : Objects.requireNonNull(lines.get(network));
    }

    synchronized void remove(Connection connection) {
        Line line = line(connection);
        if (line != null) {
            line.silent().remove(connection);
            line.speaking().remove(connection);
            AddressRange network = Objects.requireNonNull(networks.remove(connection));
            if (line.isEmpty()) {
                lines.remove(network);
            }
        }
    }

    synchronized int count() {
        return networks.size();
    }
}
