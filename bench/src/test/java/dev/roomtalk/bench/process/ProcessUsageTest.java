package dev.roomtalk.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.bench.base.Failure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {
    @Test
    void readsThisProcess() {
        ProcessUsage before = ProcessUsage.of(ProcessHandle.current().pid());
        long spun = 0;
        ProcessUsage after = before;
        // Ends: the loop itself is what uses the CPU.
        while (after.cpuSince(before) < 20_000_000) {
            spun++;
            after = ProcessUsage.of(ProcessHandle.current().pid());
        }
        assertThat(spun).isPositive();
        assertThat(after.residentBytes()).isGreaterThan(10 << 20);
        assertThat(after.systemShareSince(before)).isBetween(0.0, 1.0);
    }

    @Test
    void aThreadThatEndedIsStillCounted() {
        long tick = 10_000_000;
        ProcessUsage before = new ProcessUsage(Map.of(1L, 100L, 2L, 500L), Set.of(), tick, tick, 0);
        ProcessUsage after = new ProcessUsage(Map.of(1L, 150L), Set.of(), 31 * tick, 11 * tick, 0);
        assertThat(after.cpuSince(before)).isEqualTo(40 * tick);
        assertThat(after.systemShareSince(before)).isEqualTo(0.25);
    }

    @Test
    void theThreadsClocksAreTakenWhereTheTicksAreOnlyRounded() {
        ProcessUsage before = new ProcessUsage(Map.of(1L, 9_999_999L), Set.of(), 0, 0, 0);
        ProcessUsage after = new ProcessUsage(Map.of(1L, 10_000_001L), Set.of(), 10_000_000, 0, 0);
        assertThat(after.cpuSince(before)).isEqualTo(2);
    }

    @Test
    void whatCompilersTookIsCountedApart() {
        ProcessUsage before = new ProcessUsage(Map.of(1L, 100L, 2L, 500L), Set.of(2L), 0, 0, 0);
        ProcessUsage after = new ProcessUsage(Map.of(1L, 1_000L, 2L, 530L, 3L, 7L), Set.of(2L, 3L), 0, 0, 0);
        assertThat(after.compiledSince(before)).isEqualTo(37);
        assertThat(ProcessUsage.of(ProcessHandle.current().pid()).compilers()).isNotEmpty();
    }

    @Test
    void aProcessThatIsGoneIsAFailureForPeople() {
        assertThatThrownBy(() -> ProcessUsage.of(Integer.MAX_VALUE))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("has ended");
    }

    @Test
    void theKernelsDropsAreTheLastColumn() {
        List<String> table = List.of(
                "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops",
                "  421: 0100007F:1F90 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 17318 2 0 12",
                "  422: 00000000000000000000000001000000:1F91 00000000:0000 07 0:0 00:0 0     0        0 17319 2 0 5",
                "  423: 0100007F:1F92 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 17320 2 0 90");
        assertThat(DroppedDatagrams.count(table, List.of(0x1F90, 0x1F91))).isEqualTo(17);
    }
}
