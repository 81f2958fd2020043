package dev.roomtalk.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    @Test
    void doublesFromTheFirstToTheLongestAndIsSpread() {
        Backoff backoff = new Backoff(new Random(1), FIRST, SOON, LONGEST);
        for (int failures = 0; failures < 100; failures++) {
            long full = Math.min(15_000, 200L << Math.min(failures, 20));
            assertThat(backoff.next(false)).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
        }
    }

    @Test
    void aServerThatIsExpectedSoonIsAskedOften() {
        Backoff backoff = new Backoff(new Random(1), FIRST, SOON, LONGEST);
        for (int failures = 0; failures < 100; failures++) {
            long full = Math.min(2000, 200L << Math.min(failures, 20));
            assertThat(backoff.next(true)).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
        }
        for (int failures = 0; failures < 10; failures++) {
            backoff.next(false);
        }
        assertThat(backoff.next(false)).isGreaterThan(SOON);
    }

    @Test
    void beginsAgainAfterReset() {
        Backoff backoff = new Backoff(new Random(1), FIRST, SOON, LONGEST);
        for (int i = 0; i < 10; i++) {
            backoff.next(true);
        }
        backoff.reset();
        assertThat(backoff.next(true)).isLessThanOrEqualTo(FIRST);
    }

    @Test
    void differsBetweenClients() {
        assertThat(LongStream.range(0, 20)
                        .mapToObj(seed -> new Backoff(new Random(seed), FIRST, SOON, LONGEST).next(true))
                        .distinct())
                .hasSizeGreaterThan(10);
    }
}
