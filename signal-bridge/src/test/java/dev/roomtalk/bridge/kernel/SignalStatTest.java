package dev.roomtalk.bridge.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SignalStatTest {
    private static final String STAT =
            "4711 (a) S 2 ) R 1 4711 4711 0 -1 4194304 96 0 0 0 0 0 0 0 20 0 1 0 987654 2887680 384 "
                    + "18446744073709551615 1 1 0 0 0 0 512 4 2560 1 0 0 17 1 0 0 0 0 0\n";

    @Test
    void theFileIsRead() {
        assertThat(parse(STAT)).isEqualTo(new SignalStat(987_654, 512, 2_560));
    }

    @Test
    void aSignalIsTakenThatIsCaughtOrBlocked() {
        assertThat(new SignalStat(1, 0, Signal.USR1.mask()).takes(Signal.USR1)).isTrue();
        assertThat(new SignalStat(1, Signal.USR1.mask(), 0).takes(Signal.USR1)).isTrue();
        assertThat(new SignalStat(1, Signal.USR1.mask(), Signal.USR1.mask()).takes(Signal.USR2))
                .isFalse();
    }

    @Test
    void aFileThatIsCutIsNothing() {
        int caught = STAT.indexOf(" 2560 ") + " 2560".length();
        for (int end = 0; end <= caught; end++) {
            assertThat(parse(STAT.substring(0, end))).as("%d", end).isNull();
        }
    }

    private static @Nullable SignalStat parse(String stat) {
        return SignalStat.parse(stat.getBytes(StandardCharsets.UTF_8));
    }
}
