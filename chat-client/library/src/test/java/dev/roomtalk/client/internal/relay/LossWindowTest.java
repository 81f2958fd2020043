package dev.roomtalk.client.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LossWindowTest {
    private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
    private final LossWindow window = new LossWindow(now);
    private long highest;
    private long received;

    @Test
    void tellsHowMuchIsMissing() {
        flow(200, 50);
        assertThat(window.loss(now)).isCloseTo(0.02, within(0.005));
    }

    @Test
    void showsNothingWhereNothingIsLost() {
        flow(200, Integer.MAX_VALUE);
        assertThat(window.loss(now)).isZero();
    }

    @Test
    void showsNothingInAQuietRoom() {
        for (int i = 0; i < 10; i++) {
            highest += 2;
            received++;
            pass(Duration.ofSeconds(5));
        }
        assertThat(window.loss(now)).isZero();
    }

    @Test
    void forgetsAfterTenSeconds() {
        flow(100, 2);
        assertThat(window.loss(now)).isCloseTo(0.5, within(0.05));
        flow(250, Integer.MAX_VALUE);
        assertThat(window.loss(now)).isZero();
    }

    @Test
    void forgetsAlsoWhereNothingMoreCame() {
        flow(100, 2);
        now += LossWindow.LENGTH.toNanos();
        assertThat(window.loss(now)).isZero();
    }

    @Test
    void whatComesLateIsNotLost() {
        for (int i = 0; i < 50; i++) {
            highest += 10;
            // One of ten is still on its way at every other sample.
            received = highest - i % 2;
            pass(Duration.ofMillis(500));
            assertThat(window.loss(now)).isZero();
        }
    }

    @Test
    void isNeverNegativeNorMoreThanAll() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            highest += random.nextInt(20);
            received = Math.min(highest, received + random.nextInt(25));
            pass(Duration.ofMillis(random.nextInt(2000)));
            assertThat(window.loss(now)).isBetween(0.0, 1.0);
        }
    }

    @Test
    void beginsAgainWithOtherKeys() {
        flow(100, 2);
        window.restart(now, 0, 0);
        highest = 0;
        received = 0;
        assertThat(window.loss(now)).isZero();
        flow(100, Integer.MAX_VALUE);
        assertThat(window.loss(now)).isZero();
    }

    @Test
    void whatWasLostBeforeItBeganAgainDoesNotCount() {
        flow(100, 2);
        window.restart(now, highest, received);
        flow(100, 50);
        assertThat(window.loss(now)).isCloseTo(0.02, within(0.011));
    }

    /** Datagrams, 50 ms apart, of which every so many-th is lost. */
    private void flow(int datagrams, int everyLost) {
        for (int i = 1; i <= datagrams; i++) {
            highest++;
            received += i % everyLost == 0 ? 0 : 1;
            pass(Duration.ofMillis(50));
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
        boolean _ = window.sample(now, highest, received);
    }
}
