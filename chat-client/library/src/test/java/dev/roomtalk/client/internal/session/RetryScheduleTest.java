package dev.roomtalk.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.client.internal.wire.ServerReasons;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    private static final int CLIENTS = 2_000;

    private final FakeLoop loop = new FakeLoop();

    /** When each of many clients comes again, in milliseconds. */
    private List<Long> delays(IntFunction<Duration> asked) {
        return IntStream.range(0, CLIENTS)
                .mapToObj(i -> new RetrySchedule(loop, new Random(i * 7_919L))
                        .delay(asked.apply(i))
                        .toMillis())
                .toList();
    }

    private static long within(List<Long> delays, long from, long length) {
        return delays.stream().filter(d -> d >= from && d < from + length).count();
    }

    @Test
    void manyWhoAreAskedForTheSameTimeSpreadOverHalfAsMuchAgain() {
        List<Long> delays = delays(i -> Duration.ofSeconds(12));
        assertThat(delays).allMatch(delay -> delay >= 12_000 && delay <= 18_000);
        for (int second = 12; second < 18; second++) {
            assertThat(within(delays, 1_000L * second, 1_000)).isBetween(CLIENTS / 6 - 80L, CLIENTS / 6 + 80L);
        }
    }

    @Test
    void manyWhoHaveAPlaceEachDoNotCloseUp() {
        // As a server gives them that lets 200 in a second in.
        List<Long> delays = delays(i -> Duration.ofMillis(500 + 5 * i));
        assertThat(delays).allMatch(delay -> delay >= 500);
        for (int second = 1; second < 17; second++) {
            assertThat(within(delays, 1_000L * second, 1_000)).isLessThanOrEqualTo(200);
        }
        for (int second = 2; second < 10; second++) {
            assertThat(within(delays, 1_000L * second, 1_000)).isGreaterThan(120);
        }
    }

    @Test
    void withoutAWishOfTheServerItIsTheUsualDelay() {
        assertThat(delays(i -> Duration.ZERO)).allMatch(delay -> delay >= 100 && delay <= 200);
    }

    @Test
    void thePersonIsToldInOneLineWhenItIsNoticed() {
        assertThat(RetrySchedule.sentence("the server is full", Duration.ofSeconds(10), Duration.ofMillis(11_500)))
                .isEqualTo("the server is full; the server asks to come again in 12 s");
        assertThat(RetrySchedule.sentence("gone", Duration.ofMillis(500), Duration.ofMillis(600)))
                .isEqualTo("gone");
    }

    @Test
    void aServerCannotSendAClientAwayForEver() {
        assertThat(ServerReasons.wait(-1)).isEqualTo(Duration.ofHours(1));
        assertThat(ServerReasons.wait(12_000)).isEqualTo(Duration.ofSeconds(12));
    }
}
