package dev.roomtalk.server.control;

import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.settings.LiveSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The TCP connections that are open, with a session or without. Any thread. */
public final class Connections {
    /** Connections above the limit that are taken, to tell their clients that the server is full. */
    private static final int FULL_MARGIN = 256;

    private final LiveSettings settings;
    private final Counters counters;
    private final int possible;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    /**
     * @param settings say how many connections there may be
     * @param possible for how many this process can have sockets; beyond that there is no place even to tell a client so
     */
    public Connections(LiveSettings settings, Counters counters, int possible) {
        this.settings = settings;
        this.counters = counters;
        this.possible = possible;
    }

    void add(Connection connection) {
        open.add(connection);
    }

    void remove(Connection connection) {
        open.remove(connection);
    }

    /** Whether there is no place for another connection, not even to tell it so. */
    boolean overfull() {
        return counted(open.size() >= Math.min(possible, settings.get().maxConnections() + FULL_MARGIN));
    }

    /** Whether there are more connections than the limit allows. */
    boolean full() {
        return counted(open.size() > settings.get().maxConnections());
    }

    private boolean counted(boolean full) {
        if (full) {
            counters.count(Counter.CONNECTIONS_FULL);
        }
        return full;
    }

    /** How many connections are open. */
    public int count() {
        return open.size();
    }

    /** Closes the connections for which this holds. */
    void close(Predicate<Connection> which, CloseReason reason, String sentence) {
        for (Connection connection : open) {
            if (which.test(connection)) {
                connection.close(reason, sentence, false, 0);
            }
        }
    }

    /** Asks every client to come back, and waits until all are told, or the patience ends. */
    void stop(Duration patience) {
        List<Connection> all = List.copyOf(open);
        CountDownLatch closing = new CountDownLatch(all.size());
        for (Connection connection : all) {
            connection.whenClosed(closing::countDown);
            connection.close(CloseReason.GOING_AWAY, "the server is stopping: come back in a moment", true, 500);
        }
        try {
            // A loop that is shut down closes its channels first, and only then looks at what was to be written.
            boolean _ = closing.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
