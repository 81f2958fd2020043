package dev.roomtalk.server.control;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connections without a user, the oldest first. Any thread; its lock is held for a look-up. */
final class HalfOpen {
    private final int most;
    private final Set<Connection> silent = new LinkedHashSet<>();
    private final Set<Connection> speaking = new LinkedHashSet<>();

    HalfOpen(int most) {
        this.most = most;
    }

    /**
     * Adds a connection.
     *
     * @return the connection that has to make room for it: the oldest that has sent nothing, or else the oldest; null
     *     if none has to
     */
    synchronized @Nullable Connection add(Connection connection) {
        Connection oldest = null;
        if (silent.size() + speaking.size() >= most) {
            oldest = (silent.isEmpty() ? speaking : silent).iterator().next();
            remove(oldest);
        }
        silent.add(connection);
        return oldest;
    }

    synchronized void speaks(Connection connection) {
        if (silent.remove(connection)) {
            speaking.add(connection);
        }
    }

    synchronized void remove(Connection connection) {
        if (!silent.remove(connection)) {
            speaking.remove(connection);
        }
    }

    synchronized int count() {
        return silent.size() + speaking.size();
    }
}
