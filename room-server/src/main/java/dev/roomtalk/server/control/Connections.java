package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Ticker;
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

    /** A server that restarts is not back sooner, in milliseconds. */
    private static final int RESTART = 500;

    /** A place that is taken is seldom free sooner, in milliseconds. */
    private static final int FULL = 10_000;

    private final LiveSettings settings;
    private final Counters counters;
    private final ConnectionMemory memory;
    private final int possible;
    private final Ticker ticker;
    private final ComingBack comingBack;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    /**
     * @param settings say how many connections there may be
     * @param possible for how many this process can have sockets; beyond that there is no place even to tell a client
     *     so
     */
    public Connections(LiveSettings settings, Counters counters, int possible, Ticker ticker) {
        this.settings = settings;
        this.counters = counters;
        this.memory = new ConnectionMemory(
                () -> settings.get().connectionBytes(), () -> settings.get().maxConnections());
        this.possible = possible;
        this.ticker = ticker;
        this.comingBack = new ComingBack(settings.get().access().handshakeRate(), ticker.read());
    }

    /** What they may take together for what is unread or not whole. */
    ConnectionMemory memory() {
        return memory;
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

    /** How long the next one waits that there is no place for now, in milliseconds: each another time. */
    int waitWhenFull() {
        return comingBack.waitMillis(FULL, ticker.read());
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

    /** Those that are open, in no order. */
    List<Connection> all() {
        return List.copyOf(open);
    }

    /** Closes the connections for which this holds. */
    void close(Predicate<Connection> which, CloseReason reason, String sentence) {
        for (Connection connection : open) {
            if (which.test(connection)) {
                connection.close(reason, sentence, false, 0);
            }
        }
    }

    /** Asks every client to come back, each at another time, and waits until all are told, or the patience ends. */
    void stop(Duration patience) {
        List<Connection> all = all();
        CountDownLatch closing = new CountDownLatch(all.size());
        for (Connection connection : all) {
            connection.whenClosed(closing::countDown);
            int wait = comingBack.waitMillis(RESTART, ticker.read());
            connection.close(CloseReason.GOING_AWAY, "the server is stopping: come back in a moment", true, wait);
        }
        try {
            // A loop that is shut down closes its channels first, and only then looks at what was to be written.
            boolean _ = closing.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
