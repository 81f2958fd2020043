package dev.roomtalk.client.internal.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundTripTest {
    private final RoundTrip roundTrip = new RoundTrip();

    @Test
    void knowsNothingBeforeTheFirstSample() {
        assertThat(roundTrip.smoothed()).isNull();
        assertThat(roundTrip.timeout()).isEqualTo(RoundTrip.BEFORE_FIRST_SAMPLE);
    }

    @Test
    void theFirstSampleIsTheEstimateAndThreeOfItTheTimeout() {
        sample(100);
        assertThat(roundTrip.smoothed()).isEqualTo(Duration.ofMillis(100));
        assertThat(roundTrip.timeout()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void laterSamplesWeighAnEighthAndAQuarter() {
        sample(100);
        sample(180);
        assertThat(roundTrip.smoothed()).isEqualTo(Duration.ofMillis(110));
        // Variation: 50 + (80 - 50) / 4.
        assertThat(roundTrip.timeout())
                .isEqualTo(Duration.ofMillis(110 + 4 * 57).plusNanos(4 * 500_000));
    }

    @Test
    void theTimeoutHasAFloor() {
        for (int i = 0; i < 100; i++) {
            sample(1);
        }
        assertThat(roundTrip.timeout()).isEqualTo(RoundTrip.FLOOR);
    }

    @Test
    void theTimeoutHasACeiling() {
        sample(9_000);
        assertThat(roundTrip.timeout()).isEqualTo(RoundTrip.CEILING);
    }

    @Test
    void forgetsOnReset() {
        sample(100);
        roundTrip.reset();
        assertThat(roundTrip.smoothed()).isNull();
    }

    private void sample(long millis) {
        roundTrip.sample(Duration.ofMillis(millis).toNanos());
    }
}
