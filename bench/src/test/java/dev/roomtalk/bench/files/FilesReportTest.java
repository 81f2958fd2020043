package dev.roomtalk.bench.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class FilesReportTest {
    private static Histogram millis(int late) {
        Histogram histogram = new Histogram(3);
        histogram.recordValue(late * 1_000L);
        return histogram;
    }

    private static FilesReport report(double seconds, boolean whole, int quiet, int busy) {
        return new FilesReport(
                1_000_000_000, seconds, whole, OptionalDouble.of(4), 10, 10, 100_000_000, millis(quiet), millis(busy));
    }

    @Test
    void tellsTheShareOfScpAndHowLateMessagesAre() {
        FilesReport report = report(8, true, 2, 20);
        assertThat(report.table())
                .contains("1,000 MB from one member to another: 8.0 s, 125 MB/s")
                .contains("scp over loopback: 4.0 s, 250 MB/s; the share of it: 50 %")
                .contains("ended 10 times meanwhile: arrived whole")
                .contains("messages, p99: 2.0 ms; beside 10 members who move 100 MB each: 20.0 ms");
        assertThat(report.faults()).isEmpty();
        assertThat(report.json()).contains("\"share\": 0.5");
    }

    @Test
    void whatIsBeyondALimitIsAFault() {
        assertThat(report(20, true, 2, 21).faults())
                .containsExactly("a file goes at less than 30 % of the rate of scp");
        assertThat(report(8, false, 30, 61).faults())
                .containsExactly(
                        "what was saved is not what was sent",
                        "messages are more than twice as late, and more than 20 ms later, beside files");
    }
}
