package dev.roomtalk.bench.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.roomtalk.bench.base.Failure;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScreenTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path home;

    @Test
    void aKeyIsTimedUntilTheProgramShowsIt() {
        try (ChatScreen screen = new ChatScreen(
                home, List.of("sh", "-c", "'stty size raw -echo; echo ready; exec cat'"), System::nanoTime)) {
            screen.await("50 200", 0);
            screen.await("ready\n", 0);
            long before = screen.written();
            long pressed = screen.press("x~");
            assertThat(screen.await("~", before)).isGreaterThan(pressed);
            assertThat(screen.written()).isEqualTo(before + 2);
            assertThat(ProcessHandle.of(screen.pid())).isPresent();
        }
    }

    @Test
    void aProgramThatEndsIsReportedWithWhatItWrote() {
        try (ChatScreen screen = new ChatScreen(home, List.of("echo", "sorry"), System::nanoTime)) {
            assertThatThrownBy(() -> screen.await("~", 0))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("sorry");
        }
    }

    private static Histogram latencies(long micros) {
        Histogram latencies = new Histogram(3);
        latencies.recordValue(micros);
        return latencies;
    }

    @Test
    void whatIsOverItsLimitIsAFault() {
        ScreenReport good = new ScreenReport(
                1, 10_000, 300, 590, latencies(2000), latencies(9000), 900, .1, 100 * MIB, 150 * MIB, 140 * MIB);
        assertThat(good.faults()).isEmpty();
        assertThat(good.table()).contains("10,000 messages in 1.0 minutes", "memory at most, MiB                150");
        assertThat(JsonParser.parseString(good.json())
                        .getAsJsonObject()
                        .get("messages")
                        .getAsInt())
                .isEqualTo(10_000);
        ScreenReport bad = new ScreenReport(
                1, 10_000, 300, 700, latencies(2000), latencies(11_000), 900, .3, 100 * MIB, 201 * MIB, 140 * MIB);
        assertThat(bad.faults()).hasSize(4);
    }
}
