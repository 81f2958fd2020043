package dev.roomtalk.server.rooms;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket as one number, the time at which it will be full again (GCRA, ITU-T I.371). Any thread; it takes no
 * lock and makes no garbage.
 *
 * <p>Those that are refused get places behind each other in the rate, so that they do not all come back at one instant.
 * A place is advice, not a reservation: who comes when there is a token has it.
 */
public final class RateLimit {
    /** Places further off begin again at the nearest one. */
    private static final long FARTHEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final long interval;
    private final long tolerance;
    private final AtomicLong full;
    private final AtomicLong nextPlace;

    /**
     * A full one.
     *
     * @param perSecond 1 to 10^9
     * @param burst how many may come at once, 1 and up
     * @param now nanoseconds
     */
    public RateLimit(int perSecond, int burst, long now) {
        interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        tolerance = (burst - 1) * interval;
        full = new AtomicLong(now);
        nextPlace = new AtomicLong(now);
    }

    /** Nanoseconds until there is a token; 0: there is one. */
    public long untilToken(long now) {
        return Math.max(0, full.get() - now - tolerance);
    }

    /** Takes a token; false: there is none. */
    public boolean take(long now) {
        return take(now, 1);
    }

    /**
     * Takes so many tokens where there is one: what is missing is owed, and comes before the next. False: there is
     * none.
     */
    public boolean take(long now, int tokens) {
        while (true) {
            long at = full.get();
            long left = Math.max(0, at - now);
            if (left > tolerance) {
                return false;
            }
            if (full.compareAndSet(at, now + left + tokens * interval)) {
                return true;
            }
        }
    }

    /** Nanoseconds after which one that was refused does best to come again. */
    public long place(long now) {
        return place(now, 1);
    }

    /** The same, of one that will take so many tokens. */
    public long place(long now, int tokens) {
        long nearest = untilToken(now);
        while (true) {
            long at = nextPlace.get();
            long wait = Math.max(at - now, nearest);
            if (wait > FARTHEST_NANOS) {
                wait = nearest;
            }
            if (nextPlace.compareAndSet(at, now + wait + tokens * interval)) {
                return wait;
            }
        }
    }
}
