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
    private final Duration longestSoon;
    private final Duration longest;
    private int failures;

    /** @param longestSoon the longest delay while the server is expected soon; not above {@code longest} */
    Backoff(RandomGenerator random, Duration first, Duration longestSoon, Duration longest) {
        this.random = random;
        this.first = first;
        this.longestSoon = longestSoon;
        this.longest = longest;
    }

    /** @param soon the server was there a while ago */
    Duration next(boolean soon) {
        long most = (soon ? longestSoon : longest).toNanos();
        long full = failures >= 40 ? most : Math.min(most, first.toNanos() << failures);
        if (full < most) {
            failures++;
        }
        return Duration.ofNanos(full / 2 + random.nextLong(full / 2 + 1));
    }

    void reset() {
        failures = 0;
    }
}
