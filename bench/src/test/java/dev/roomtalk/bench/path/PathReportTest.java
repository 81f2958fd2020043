package dev.roomtalk.bench.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.roomtalk.bench.proxy.DatagramCounts;
import dev.roomtalk.bench.talk.TalkLoad;
import dev.roomtalk.bench.talk.TalkMember;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PathReportTest {
    private static final TalkLoad LOAD = new TalkLoad(2, 80, 10, 100, Duration.ofMillis(20), 7);
    private static final DatagramCounts COUNTS = new DatagramCounts(90, 10, 0);

    private static TalkMember.Heard heard(long delivered, long duplicated, long outOfOrder, long millis) {
        Histogram latencies = new Histogram(TalkMember.LONGEST_MICROS, 3);
        latencies.recordValueWithCount(millis * 1000, 80);
        return new TalkMember.Heard(delivered, duplicated, outOfOrder, 0, 1, 0, latencies);
    }

    private static PathOutcome outcome(double loss, long unanswered, TalkMember.Heard... heard) {
        return new PathOutcome(LOAD, loss, List.of(heard), 0, unanswered, COUNTS, COUNTS, COUNTS);
    }

    private static final PathOutcome LOSS_FREE = outcome(0, 0, heard(100, 0, 0, 40), heard(100, 0, 0, 40));

    @Test
    void comparesWithTheRunWithoutLoss() {
        PathOutcome lossy = outcome(5, 0, heard(100, 0, 0, 44), heard(100, 0, 0, 200));
        PathReport report = new PathReport(LOAD, LOSS_FREE, List.of(lossy));

        assertThat(report.faults()).isEmpty();
        assertThat(report.allowance()).isEqualTo(280);
        assertThat(report.table())
                .contains("1 sender, 2 members, 80 messages of 100 bytes at 10/s; 20 ms each way, seed 7")
                .containsPattern("loss each way +0 % +5 %\n")
                .containsPattern("delivered +200 +200\n")
                .containsPattern("latency p50, ms +40.0 +44.0\n")
                .containsPattern("p50 ÷ loss-free \\(goal: ≤ 1.2\\) +1.10\n")
                .containsPattern("p99 − loss-free, ms +160.\\d\n")
                .containsPattern("in round trips +4.0\n");
        JsonArray runs = JsonParser.parseString(report.json()).getAsJsonObject().getAsJsonArray("runs");
        JsonObject first = runs.get(0).getAsJsonObject();
        assertThat(first.get("delivered").getAsLong()).isEqualTo(200);
        assertThat(first.has("p50_ratio")).isFalse();
        assertThat(runs.get(1).getAsJsonObject().get("p50_ratio").getAsDouble()).isBetween(1.09, 1.11);
    }

    @Test
    void everyKindOfFaultIsSaid() {
        PathOutcome bad = outcome(20, 4, heard(99, 2, 0, 50), heard(100, 0, 3, 50));

        assertThat(new PathReport(LOAD, LOSS_FREE, List.of(bad)).faults())
                .containsExactly(
                        "at 20 % loss: 1 of 200 deliveries are missing",
                        "at 20 % loss: 2 messages were shown twice",
                        "at 20 % loss: 3 messages were shown after a later one",
                        "at 20 % loss: 4 messages got no receipt");
    }
}
