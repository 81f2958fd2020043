package dev.roomtalk.client.internal.session;

import dev.roomtalk.client.TimeSpan;
import dev.roomtalk.client.internal.base.SessionLoop;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a session tries to connect again: often during the first minute after a loss, in which a server that restarts is
 * normally back, and then less and less often. Confined to the session's loop.
 */
final class RetrySchedule {
    private static final Duration FIRST = Duration.ofMillis(200);
    /** The longest delay within {@link #RESTART} of the loss. */
    private static final Duration MAX_SOON = Duration.ofSeconds(2);
    /** The longest delay after that. */
    private static final Duration MAX = Duration.ofSeconds(15);

    private static final Duration RESTART = Duration.ofMinutes(1);
    /** A connection that lived this long makes the next retry a quick one again. */
    private static final Duration STEADY = Duration.ofSeconds(1);

    /** A person does not notice less. */
    private static final Duration NOTICED = Duration.ofSeconds(1);

    private final SessionLoop loop;
    private final RandomGenerator random;
    private final Backoff backoff;
    private long upSince;
    // When a connection was lost last, or the session began.
    private long lostAt;

    RetrySchedule(SessionLoop loop, RandomGenerator random) {
        this.loop = loop;
        this.random = random;
        this.backoff = new Backoff(random, FIRST, MAX_SOON, MAX);
        this.lostAt = loop.nanoTime();
    }

    /** The server has welcomed the session. */
    void onUp() {
        upSince = loop.nanoTime();
    }

    /** A connection that was up is lost. */
    void onLost() {
        lostAt = loop.nanoTime();
        if (lostAt - upSince >= STEADY.toNanos()) {
            backoff.reset();
        }
    }

    /**
     * When to try again. What the server asks for is spread over half as much again: it may have asked many.
     *
     * @param atLeast what the server asks for; zero if it asks for nothing
     */
    Duration delay(Duration atLeast) {
        Duration delay = backoff.next(loop.nanoTime() - lostAt < RESTART.toNanos());
        return delay.compareTo(atLeast) < 0
                ? atLeast.plusNanos(random.nextLong(Math.max(delay.toNanos(), atLeast.toNanos() / 2) + 1))
                : delay;
    }

    /** Why a connection was lost, for the person, with what the server asks for where that is noticed. */
    static String sentence(String why, Duration atLeast, Duration delay) {
        return atLeast.compareTo(NOTICED) < 0 ? why : why + "; the server asks to come again in " + TimeSpan.of(delay);
    }
}
