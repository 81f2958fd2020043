package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComingBackTest {
    private static final int RATE = 200;
    // The clock overflows on the way.
    private static final long NOW = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);

    private final ComingBack comingBack = new ComingBack(RATE, NOW);

    private List<Integer> waits(int clients, long now) {
        return IntStream.range(0, clients)
                .map(i -> comingBack.waitMillis(500, now))
                .boxed()
                .toList();
    }

    @Test
    void twoThousandClientsThatWaitHalfAsLongAgainAtMostComeAtTheRateOfHandshakes() {
        List<Integer> waits = waits(2_000, NOW);
        for (int second = 0; second < 6; second++) {
            int from = 500 + 1_000 * second;
            assertThat(waits.stream().filter(wait -> wait >= from && wait < from + 1_000))
                    .as("from " + from + " ms")
                    .hasSizeBetween(RATE + RATE / 2 - 1, RATE + RATE / 2 + 1);
        }
        assertThat(waits).allMatch(wait -> wait < 500 + 6_700);
    }

    @Test
    void nobodyWaitsLongerThanHalfAMinuteForAll() {
        assertThat(waits(50_000, NOW)).allMatch(wait -> wait >= 500 && wait <= 30_500);
    }

    @Test
    void whoIsSentAwayLaterWaitsForNobodyWhoHasComeAlready() {
        assertThat(waits(2_000, NOW)).hasSize(2_000);
        assertThat(waits(1, NOW + TimeUnit.SECONDS.toNanos(20))).containsExactly(500);
    }
}
