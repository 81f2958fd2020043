package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.rooms.RateLimit;
import dev.roomtalk.server.settings.AccessLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The connections that wait for their TLS handshake. A handshake costs the server more than its client, so only some
 * begin in a second, in the order in which they came, and fewer for each address. A connection that has ended uses no
 * turn. Any thread.
 */
final class HandshakeQueue {
    private static final int ADDRESSES = 100_000;

    private final AccessLimits limits;
    private final Ticker ticker;
    private final Counters counters;
    private final RateLimit all;
    private final Cache<AddressRange, RateLimit> byAddress =
            Caffeine.newBuilder().maximumSize(ADDRESSES).executor(Runnable::run).build();
    /** Guarded by this. Bounded by the half-open connections, which are removed when they end. */
    private final Map<Connection, Runnable> waiting = new LinkedHashMap<>();

    private boolean timed;

    HandshakeQueue(AccessLimits limits, Ticker ticker, Counters counters) {
        this.limits = limits;
        this.ticker = ticker;
        this.counters = counters;
        this.all = limit(limits.handshakeRate());
    }

    /** As many at once as in a second. */
    private RateLimit limit(int rate) {
        return new RateLimit(rate, rate, ticker.read());
    }

    /** Adds a connection of an address, which waits for {@code millis} at least. */
    void add(Connection connection, AddressRange address, long millis, Runnable turn) {
        if (millis > 0) {
            counters.count(Counter.CONNECTIONS_DELAYED);
            connection.schedule(() -> add(connection, address, 0, turn), millis);
            return;
        }
        long now = ticker.read();
        RateLimit own = byAddress.get(address, a -> perAddress());
        if (own.take(now)) {
            add(connection, turn);
        } else if (!connection.isOver()) {
            counters.count(Counter.CONNECTIONS_DELAYED);
            connection.schedule(
                    () -> add(connection, address, 0, turn), 1 + TimeUnit.NANOSECONDS.toMillis(own.place(now)));
        }
    }

    /** People of one household or office come at once. */
    private RateLimit perAddress() {
        return new RateLimit(limits.handshakeRatePerAddress(), limits.handshakeRatePerAddress(), ticker.read());
    }

    /** Adds a connection whose address has no limits. */
    void add(Connection connection, Runnable turn) {
        synchronized (this) {
            if (!waiting.isEmpty() || !all.take(ticker.read())) {
                counters.count(Counter.CONNECTIONS_DELAYED);
                waiting.put(connection, turn);
                connection.whenClosed(() -> remove(connection));
                time(connection);
                return;
            }
        }
        turn.run();
    }

    private synchronized void remove(Connection connection) {
        waiting.remove(connection);
    }

    private void time(Connection connection) {
        if (!timed) {
            timed = true;
            long nanos = all.untilToken(ticker.read());
            connection.schedule(() -> drain(connection), 1 + TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    private synchronized void drain(Connection timer) {
        timed = false;
        var turns = waiting.entrySet().iterator();
        while (turns.hasNext() && all.take(ticker.read())) {
            var next = turns.next();
            turns.remove();
            next.getKey().execute(next.getValue());
        }
        if (!waiting.isEmpty()) {
            time(timer);
        }
    }
}
