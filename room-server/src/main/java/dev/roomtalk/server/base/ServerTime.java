package dev.roomtalk.server.base;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of this server, made of two clocks: the wall clock, which people set and which may jump, and a ticker, which
 * never does. Nothing is removed because the wall clock jumped.
 *
 * <p>Its time goes on by the ticker. It takes over what the wall clock says when that has been plausible, which is
 * without a jump, for an hour: until then a jump counts for nothing, whether it was a mistake that is mended in a
 * minute or a machine that starts in 1970 and asks for the time later. After a start it goes on from where it was when
 * the server last ran. So the time that the server was away counts an hour later, unless it was less than an hour: then
 * it is plausible at once.
 *
 * <p>What is written down gets {@link #shown}, which is the wall clock's time as long as that is not behind: people see
 * when something was, and nothing is older than it is. Any thread.
 */
public final class ServerTime implements AgeClock {
    /** How long the wall clock must have gone evenly before it is believed. */
    public static final Duration PLAUSIBLE = Duration.ofHours(1);

    /** What a clock may be corrected by between two looks, in milliseconds. */
    private static final long SLIGHT = 10_000;

    /** {@link #millis} looks at the clocks again after so many milliseconds. */
    private static final long FRESH = 1000;

    private final LongSupplier nanos;
    private final InstantSource wall;

    /** This clock less the ticker, in milliseconds. */
    private volatile long offset;

    /** When the clocks were last looked at, by the ticker. */
    private volatile long lookedAt;

    /** The wall clock less the ticker when it was last looked at, and since when it has been even, by the ticker. */
    private long seen;

    private long evenSince;
    private boolean certain;

    /** Whether the wall clock has jumped since it was believed, while the server ran. */
    private boolean jumpedWhileRunning;

    private long setForth;
    private volatile long setForthInAll;
    private long jumps;

    /**
     * @param nanos the ticker
     * @param lastKnown the time when the server last ran, in milliseconds; 0: it never did
     */
    public ServerTime(LongSupplier nanos, InstantSource wall, long lastKnown) {
        this.nanos = nanos;
        this.wall = wall;
        long now = ticks();
        long unix = wall.millis();
        lookedAt = now;
        seen = unix - now;
        evenSince = now;
        long away = unix - lastKnown;
        certain = lastKnown == 0 || (away >= -SLIGHT && away <= PLAUSIBLE.toMillis());
        offset = certain ? seen : lastKnown - now;
    }

    private long ticks() {
        return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
    }

    /** Looks at both clocks: at least once a minute, so that a jump is seen. */
    public synchronized void look() {
        long now = ticks();
        lookedAt = now;
        long difference = wall.millis() - now;
        if (Math.abs(difference - seen) > SLIGHT) {
            jumps++;
            jumpedWhileRunning |= certain;
            certain = false;
            evenSince = now;
        }
        seen = difference;
        if (!certain && now - evenSince >= PLAUSIBLE.toMillis()) {
            if (jumpedWhileRunning) {
                long forth = Math.max(0, seen - offset);
                setForth += forth;
                setForthInAll += forth;
            }
            jumpedWhileRunning = false;
            certain = true;
        }
        if (certain) {
            offset = seen;
        } else if (Math.abs(seen - offset) <= SLIGHT && jumpedWhileRunning) {
            // It is back where it was.
            jumpedWhileRunning = false;
            certain = true;
        }
    }

    @Override
    public synchronized Instant instant() {
        look();
        return Instant.ofEpochMilli(ticks() + offset);
    }

    /** The same for the path of every message: without a lock, and the clocks are looked at once a second. */
    @Override
    public long millis() {
        long now = ticks();
        if (now - lookedAt >= FRESH) {
            look();
        }
        return now + offset;
    }

    /** The time to write down, and to show people. */
    public Shown shown() {
        return new Shown(this);
    }

    /**
     * The time to write down.
     *
     * @param ages the clock by which what is written down grows old
     */
    public record Shown(ServerTime ages) implements InstantSource {
        @Override
        public Instant instant() {
            Instant aged = ages.instant();
            Instant now = ages.wall.instant();
            return now.isBefore(aged) ? aged : now;
        }

        @Override
        public long millis() {
            return Math.max(ages.millis(), ages.wall.millis());
        }
    }

    @Override
    public synchronized boolean certain() {
        look();
        return certain && setForth == 0;
    }

    @Override
    public synchronized long takeSetForth() {
        long taken = setForth;
        setForth = 0;
        return taken;
    }

    @Override
    public long steadyMillis() {
        return millis() - setForthInAll;
    }

    /** How often the wall clock has jumped since the start. */
    public synchronized long jumps() {
        return jumps;
    }
}
