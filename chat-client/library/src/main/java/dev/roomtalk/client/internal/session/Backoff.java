package dev.roomtalk.client.internal.session;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: doubling from a first delay up to a longest one, each spread over half to all
 * of it, so that a crowd does not come back in step. A server that was there a while ago is likely to be there again
 * soon: it is asked more often than one that has been away for long. Confined to the session's loop.
 */
final class Backoff {
    private final RandomGenerator random;
    private final Duration first;
    private final Duration maxSoon;
    private final Duration max;
    private int failures;

    /** @param maxSoon the longest delay while the server is expected soon; not above {@code max} */
    Backoff(RandomGenerator random, Duration first, Duration maxSoon, Duration max) {
        this.random = random;
        this.first = first;
        this.maxSoon = maxSoon;
        this.max = max;
    }

    /** @param soon whether the server was there a short while ago */
    Duration next(boolean soon) {
        long limit = (soon ? maxSoon : max).toNanos();
        long full = failures >= 40 ? limit : Math.min(limit, first.toNanos() << failures);
        if (full < limit) {
            failures++;
        }
        return Duration.ofNanos(full / 2 + random.nextLong(full / 2 + 1));
    }

    void reset() {
        failures = 0;
    }
}
