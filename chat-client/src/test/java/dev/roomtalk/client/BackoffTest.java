package dev.roomtalk.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    @Test
    void doublesFromTheFirstToTheLongestAndIsSpread() {
        Backoff backoff = new Backoff(new Random(1), FIRST, LONGEST);
        for (int failures = 0; failures < 100; failures++) {
            long full = Math.min(15_000, 200L << Math.min(failures, 20));
            assertThat(backoff.next()).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
        }
    }

    @Test
    void beginsAgainAfterReset() {
        Backoff backoff = new Backoff(new Random(1), FIRST, LONGEST);
        for (int i = 0; i < 10; i++) {
            backoff.next();
        }
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(FIRST);
    }

    @Test
    void differsBetweenClients() {
        assertThat(LongStream.range(0, 20)
                        .mapToObj(seed -> new Backoff(new Random(seed), FIRST, LONGEST).next())
                        .distinct())
                .hasSizeGreaterThan(10);
    }
}
