package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.settings.SettingException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailingAddressesTest {
    private static final AddressRange BAD = AddressRange.single(InetAddress.ofLiteral("192.0.2.1"));
    private static final AddressRange OTHER = AddressRange.single(InetAddress.ofLiteral("192.0.2.2"));

    private long now;
    private FailingAddresses failing;

    @BeforeEach
    void allowsFourInAMinute() throws SettingException {
        failing = new FailingAddresses(
                ServerSettings.of(Map.of(
                                Setting.FAILURES_PER_ADDRESS,
                                "4",
                                Setting.FAILURE_WINDOW,
                                "1m",
                                Setting.FAILURE_REFUSAL,
                                "10m"))
                        .access(),
                () -> now);
    }

    @Test
    void thatItBeginsIsSaidOnce() {
        fail(3);
        assertThat(failing.failed(BAD)).isTrue();
        assertThat(failing.failed(BAD)).isFalse();
        assertThat(failing.failed(OTHER)).isFalse();
        pass(Duration.ofMinutes(11));
        fail(3);
        assertThat(failing.failed(BAD)).isTrue();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            failing.failed(BAD);
        }
    }

    @Test
    void isSlowedThenRefusedForAWhileAndNobodyElse() {
        fail(2);
        assertThat(failing.slowedMillis(BAD)).isZero();
        fail(1);
        assertThat(failing.slowedMillis(BAD)).isEqualTo(250);
        assertThat(failing.refusedMillis(BAD)).isZero();
        fail(1);
        assertThat(failing.refusedMillis(BAD)).isEqualTo(600_000);
        assertThat(failing.refused()).isOne();
        assertThat(failing.refusedMillis(OTHER)).isZero();
        assertThat(failing.slowedMillis(OTHER)).isZero();
        pass(Duration.ofMinutes(4));
        // Sessions from before go on to fail: the refusal is not longer for it.
        fail(100);
        assertThat(failing.refusedMillis(BAD)).isEqualTo(360_000);
        pass(Duration.ofMinutes(6));
        assertThat(failing.refusedMillis(BAD)).isZero();
        assertThat(failing.refused()).isZero();
        assertThat(failing.slowedMillis(BAD)).isZero();
        fail(3);
        assertThat(failing.refusedMillis(BAD)).isZero();
    }

    @Test
    void failuresThatAreFarApartDoNotCountTogether() {
        fail(3);
        pass(Duration.ofSeconds(60));
        fail(3);
        assertThat(failing.refusedMillis(BAD)).isZero();
        pass(Duration.ofSeconds(59));
        fail(1);
        assertThat(failing.refusedMillis(BAD)).isPositive();
    }
}
