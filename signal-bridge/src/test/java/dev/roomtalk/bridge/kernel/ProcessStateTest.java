package dev.roomtalk.bridge.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ProcessStateTest {
    private static final String STATUS = """
            Name:\tbackup.sh
            Umask:\t0022
            State:\tS (sleeping)
            Pid:\t4711
            SigPnd:\t0000000000000000
            ShdPnd:\t0000000000000000
            SigBlk:\t0000000000010000
            SigIgn:\t0000000000000004
            SigCgt:\t0000000000000a02
            """;

    @Test
    void theFileIsRead() {
        assertThat(parse(STATUS)).isEqualTo(new ProcessState('S', 0xa02, 4, 0x10000, true));
    }

    @Test
    void theHighestSignalIsRead() {
        assertThat(parse(STATUS.replace("0000000000010000", "fffffffe7ffbfeff")))
                .isEqualTo(new ProcessState('S', 0xa02, 4, 0xfffffffe7ffbfeffL, true));
    }

    @Test
    void aNameCannotPretendToBeAField() {
        assertThat(parse(STATUS.replace("backup.sh", "SigCgt:\tffffffffffffffff")))
                .isEqualTo(new ProcessState('S', 0xa02, 4, 0x10000, true));
    }

    @Test
    void aFileThatIsCutAnywhereIsNothingOrTheSame() {
        for (int end = 0; end < STATUS.length(); end++) {
            assertThat(parse(STATUS.substring(0, end))).isNull();
        }
    }

    @Test
    void aSignalIsTakenThatIsCaughtOrBlockedByAProcessWithinReach() {
        assertThat(new ProcessState('S', Signal.USR1.mask(), 0, 0, true).takes(Signal.USR1))
                .isTrue();
        assertThat(new ProcessState('S', 0, 0, Signal.USR1.mask(), true).takes(Signal.USR1))
                .isTrue();
        assertThat(new ProcessState('S', 0, Signal.USR1.mask(), 0, true).takes(Signal.USR1))
                .isFalse();
        assertThat(new ProcessState('S', Signal.USR1.mask(), 0, 0, true).takes(Signal.USR2))
                .isFalse();
        assertThat(new ProcessState('S', Signal.MASK, 0, Signal.MASK, false).takes(Signal.USR1))
                .isFalse();
    }

    private static @Nullable ProcessState parse(String status) {
        return ProcessState.parse(status.getBytes(StandardCharsets.UTF_8), true);
    }
}
