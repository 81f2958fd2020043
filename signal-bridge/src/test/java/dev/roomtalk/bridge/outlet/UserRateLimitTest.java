package dev.roomtalk.bridge.outlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UserRateLimitTest {
    private static final long SECOND = 1_000_000_000;

    private final UserRateLimit limit = new UserRateLimit(2, 3);

    @Test
    void afterAPauseThereIsPlaceForSeveralAndThenForSoManyASecond() {
        for (int i = 0; i < 3; i++) {
            assertThat(limit.take(7, 0)).isZero();
        }
        assertThat(limit.take(7, 0)).isEqualTo(SECOND / 2);
        assertThat(limit.take(7, SECOND / 4)).isEqualTo(SECOND / 4);
        assertThat(limit.take(7, SECOND / 2)).isZero();
        assertThat(limit.take(7, SECOND / 2)).isEqualTo(SECOND / 2);
    }

    @Test
    void eachUserHasTheirOwn() {
        for (int i = 0; i < 3; i++) {
            assertThat(limit.take(7, 0)).isZero();
        }
        assertThat(limit.take(8, 0)).isZero();
        assertThat(limit.take(7, 0)).isPositive();
    }

    @Test
    void aLongPauseGivesNoMoreThanAShortOne() {
        for (int i = 0; i < 3; i++) {
            assertThat(limit.take(7, 1000 * SECOND)).isZero();
        }
        assertThat(limit.take(7, 1000 * SECOND)).isPositive();
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        for (int i = 0; i < 3; i++) {
            assertThat(limit.take(7, 0)).isZero();
        }
        limit.giveBack(7);
        assertThat(limit.take(7, 0)).isZero();
        assertThat(limit.take(7, 0)).isPositive();
    }
}
