package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.rooms.RateLimit;
import dev.roomtalk.server.settings.AccessLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections that wait for their TLS handshake. A handshake costs the server more than its client, so only some
 * begin in a second. Those that wait have their turns as {@link FairTurns} says: who comes alone is not kept out by a
 * crowd. None begins while the threads that compute are behind, because there all are served in one line. A connection
 * that has ended uses no turn; a handshake that began and came to nothing costs its address turns.
 * Any thread.
 */
final class HandshakeQueue {
    private static final int ADDRESSES = 100_000;

    /** Handshakes that begin at once, as a part of those of a second: the computation of more would be noticed. */
    private static final int AT_ONCE = 8;

    /** Computations that may wait in the threads that do them: they are done in the order in which they came. */
    private static final int BEGUN = 2;

    /** How long nobody is looked for when the threads are behind, or each address that waits has had what it may. */
    private static final int AGAIN_MILLIS = 5;

    private final AccessLimits limits;
    private final Ticker ticker;
    private final Counters counters;
    private final RateLimit all;
    private final IntSupplier computing;
    private final Cache<AddressRange, RateLimit> byAddress =
            Caffeine.newBuilder().maximumSize(ADDRESSES).executor(Runnable::run).build();
    /** Guarded by this. Bounded by the half-open connections, which are removed when they end. */
    private final FairTurns<Connection> waiting;

    private final Map<Connection, Runnable> turns = new HashMap<>();

    /** Where limits of addresses do not hold: each connection stands for itself. */
    private long nextOwn;

    private boolean timed;

    /** @param computing how many computations of handshakes wait for their thread */
    HandshakeQueue(AccessLimits limits, IntSupplier computing, Ticker ticker, Counters counters) {
        this.computing = computing;
        this.limits = limits;
        this.ticker = ticker;
        this.counters = counters;
        this.all = new RateLimit(limits.handshakeRate(), Math.max(1, limits.handshakeRate() / AT_ONCE), ticker.read());
        this.waiting = new FairTurns<>(ticker);
    }

    /** Adds a connection of an address, which waits for {@code millis} at least. */
    void add(Connection connection, AddressRange network, AddressRange address, long millis, Runnable turn) {
        if (millis > 0) {
            counters.count(Counter.CONNECTIONS_DELAYED);
            connection.schedule(() -> add(connection, network, address, 0, turn), millis);
        } else if (!connection.isOver()) {
            enqueue(connection, network, address, turn);
        }
    }

    /** Adds a connection whose address has no limits. */
    void add(Connection connection, Runnable turn) {
        AddressRange own;
        synchronized (this) {
            own = new AddressRange(true, 0, nextOwn++, Long.SIZE * 2);
        }
        enqueue(connection, own, own, turn);
    }

    private void enqueue(Connection connection, AddressRange network, AddressRange address, Runnable turn) {
        synchronized (this) {
            if (!waiting.isEmpty() || !take(address)) {
                counters.count(Counter.CONNECTIONS_DELAYED);
                waiting.add(connection, network, address);
                turns.put(connection, turn);
                connection.whenClosed(() -> remove(connection));
                time(connection);
                return;
            }
        }
        turn.run();
    }

    /** Whether a handshake of this address may begin now. */
    private boolean take(AddressRange address) {
        long now = ticker.read();
        return computing.getAsInt() < BEGUN && all.untilToken(now) == 0 && mayOf(address, now) && all.take(now);
    }

    private boolean mayOf(AddressRange address, long now) {
        int rate = limits.handshakeRatePerAddress();
        return rate >= limits.handshakeRate()
                || byAddress.get(address, a -> new RateLimit(rate, rate, now)).take(now);
    }

    /** A handshake of this address began, and came to nothing. */
    synchronized void wasted(AddressRange address) {
        waiting.wasted(address);
    }

    private synchronized void remove(Connection connection) {
        waiting.remove(connection);
        turns.remove(connection);
    }

    private void time(Connection connection) {
        if (!timed) {
            timed = true;
            long millis = 1 + TimeUnit.NANOSECONDS.toMillis(all.untilToken(ticker.read()));
            connection.schedule(() -> drain(connection), computing.getAsInt() < BEGUN ? millis : AGAIN_MILLIS);
        }
    }

    private synchronized void drain(Connection timer) {
        timed = false;
        while (!waiting.isEmpty() && all.untilToken(ticker.read()) == 0 && computing.getAsInt() < BEGUN) {
            @Nullable Connection next = waiting.poll(this::take);
            if (next == null) {
                timed = true;
                timer.schedule(() -> drain(timer), AGAIN_MILLIS);
                return;
            }
            next.execute(Objects.requireNonNull(turns.remove(next)));
        }
        if (!waiting.isEmpty()) {
            time(timer);
        }
    }
}
