package dev.roomtalk.server.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time passes by a ticker, and the wall clock is set. */
class ServerTimeTest {
    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private long nanos = 5_000_000_000L;
    private Instant wall = START;
    private ServerTime time = new ServerTime(() -> nanos, () -> wall, START.toEpochMilli());

    private void restart(Instant lastKnown) {
        time = new ServerTime(() -> nanos, () -> wall, lastKnown.toEpochMilli());
    }

    /** In steps of a minute, as the server looks at it. */
    private void pass(Duration length) {
        for (long minutes = 0; minutes < length.toMinutes(); minutes++) {
            nanos += Duration.ofMinutes(1).toNanos();
            wall = wall.plus(Duration.ofMinutes(1));
            time.look();
        }
    }

    private void set(Duration by) {
        wall = wall.plus(by);
    }

    @Test
    void isTheWallClockWhileThatGoesEvenly() {
        pass(Duration.ofDays(2));
        set(Duration.ofSeconds(3));
        assertThat(time.instant()).isEqualTo(wall);
        assertThat(time.certain()).isTrue();
        assertThat(time.jumps()).isZero();
    }

    /** A mistake that is mended: 100 days forth, a day back, and 1970. */
    @ParameterizedTest
    @ValueSource(longs = {100, -1, -20_000})
    void aJumpForAMomentCountsForNothing(long days) {
        set(Duration.ofDays(days));
        pass(Duration.ofMinutes(59));
        assertThat(time.instant()).isEqualTo(START.plus(Duration.ofMinutes(59)));
        assertThat(time.certain()).isFalse();
        assertThat(time.jumps()).isEqualTo(1);
        set(Duration.ofDays(-days));
        pass(Duration.ofMinutes(1));
        assertThat(time.instant()).isEqualTo(wall);
        assertThat(time.certain()).isTrue();
        assertThat(time.takeSetForth()).isZero();
    }

    /** The path of every message asks for nothing else. */
    @Test
    void millisecondsAreThoseOfTheInstantWhenTheClocksWereLookedAt() {
        pass(Duration.ofMinutes(1));
        assertThat(time.millis()).isEqualTo(wall.toEpochMilli());
        set(Duration.ofSeconds(3));
        nanos += Duration.ofSeconds(1).toNanos();
        set(Duration.ofSeconds(1));
        assertThat(time.millis()).isEqualTo(wall.toEpochMilli());
        assertThat(time.shown().millis()).isEqualTo(wall.toEpochMilli());
        set(Duration.ofDays(-1));
        nanos += Duration.ofSeconds(2).toNanos();
        long aged = time.millis();
        assertThat(time.jumps()).isEqualTo(1);
        assertThat(aged).isEqualTo(time.instant().toEpochMilli());
        assertThat(time.shown().millis()).isEqualTo(aged);
    }

    @Test
    void whatIsWrittenDownIsNeverOlderThanItIs() {
        set(Duration.ofDays(-1));
        pass(Duration.ofMinutes(1));
        assertThat(time.shown().instant()).isEqualTo(START.plus(Duration.ofMinutes(1)));
        set(Duration.ofDays(101));
        pass(Duration.ofMinutes(1));
        assertThat(time.shown().instant()).isEqualTo(wall);
    }

    @Test
    void aJumpThatStaysIsBelievedAfterAnHourAndMovesWhatWasNoted() {
        set(Duration.ofDays(100));
        pass(Duration.ofMinutes(61));
        assertThat(time.instant()).isEqualTo(wall);
        // Until what was noted has been moved, nothing is removed.
        assertThat(time.certain()).isFalse();
        assertThat(time.takeSetForth()).isEqualTo(Duration.ofDays(100).toMillis());
        assertThat(time.certain()).isTrue();
        // By what is not moved an hour has passed, and no more.
        assertThat(time.steadyMillis())
                .isEqualTo(START.plus(Duration.ofMinutes(61)).toEpochMilli());
    }

    @Test
    void aClockThatWasSetBackForGoodIsBelievedAfterAnHour() {
        set(Duration.ofDays(-1));
        pass(Duration.ofMinutes(61));
        assertThat(time.instant()).isEqualTo(wall);
        assertThat(time.certain()).isTrue();
        assertThat(time.takeSetForth()).isZero();
    }

    @Test
    void theTimeThatTheServerWasAwayCountsAnHourLater() {
        set(Duration.ofDays(30));
        restart(START);
        assertThat(time.instant()).isEqualTo(START);
        assertThat(time.certain()).isFalse();
        pass(Duration.ofMinutes(61));
        assertThat(time.instant()).isEqualTo(wall);
        assertThat(time.certain()).isTrue();
        // It was away so long: what was noted is as old as it seems.
        assertThat(time.steadyMillis()).isEqualTo(wall.toEpochMilli());
        assertThat(time.takeSetForth()).isZero();
    }

    @Test
    void aShortRestartCountsAtOnce() {
        set(Duration.ofMinutes(5));
        restart(START);
        assertThat(time.instant()).isEqualTo(wall);
        assertThat(time.certain()).isTrue();
    }

    /** As a machine without a battery does, until it has asked for the time. */
    @Test
    void aStartIn1970GoesOnFromTheLastRun() {
        wall = Instant.EPOCH.plusSeconds(20);
        restart(START);
        pass(Duration.ofMinutes(2));
        assertThat(time.instant()).isEqualTo(START.plus(Duration.ofMinutes(2)));
        wall = START.plus(Duration.ofMinutes(10));
        pass(Duration.ofMinutes(58));
        assertThat(time.certain()).isFalse();
        pass(Duration.ofMinutes(3));
        assertThat(time.certain()).isTrue();
        assertThat(time.instant()).isEqualTo(wall);
    }

    @Test
    void theVeryFirstStartMayBeIn1970() {
        wall = Instant.EPOCH.plusSeconds(20);
        time = new ServerTime(() -> nanos, () -> wall, 0);
        pass(Duration.ofMinutes(1));
        wall = START;
        pass(Duration.ofMinutes(61));
        assertThat(time.takeSetForth()).isGreaterThan(Duration.ofDays(20_000).toMillis());
        assertThat(time.instant()).isEqualTo(wall);
    }
}
