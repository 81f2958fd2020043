package dev.roomtalk.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: doubling from a first delay up to a longest one, each spread over half to all of it,
 * so that a crowd does not come back in step. Confined to the session's loop.
 */
final class Backoff {
    private final RandomGenerator random;
    private final Duration first;
    private final Duration longest;
    private int failures;

    Backoff(RandomGenerator random, Duration first, Duration longest) {
        this.random = random;
        this.first = first;
        this.longest = longest;
    }

    Duration next() {
        long full = failures >= 40 ? longest.toNanos() : Math.min(longest.toNanos(), first.toNanos() << failures);
        if (full < longest.toNanos()) {
            failures++;
        }
        return Duration.ofNanos(full / 2 + random.nextLong(full / 2 + 1));
    }

    void reset() {
        failures = 0;
    }
}
