package dev.roomtalk.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadReportTest {
    private static RoundOutcome outcome(double cost, double p99) {
        return new RoundOutcome(Map.of(Figure.COST, cost, Figure.P99, p99, Figure.DELIVERIES, 10_000.0));
    }

    private static LoadReport report() {
        Map<String, List<RoundOutcome>> rounds = new LinkedHashMap<>();
        rounds.put("server", List.of(outcome(4, 100), outcome(2, 300), outcome(9, 200)));
        rounds.put("limit", List.of(outcome(2, 50), outcome(2, 100), outcome(3, 0)));
        Load load = new Load(Shape.named("A"), 100, new LoadPace.AtRate(10_000), 1, 2, 3);
        return new LoadReport(load, "over UDP", rounds);
    }

    @Test
    void mediansAreOfEachFigureAndRatiosOfEachRound() {
        LoadReport report = report();
        assertThat(report.ratio(Figure.COST, "limit")).hasValue(2);
        // The round without a p99 of the limit is left out.
        assertThat(report.ratio(Figure.P99, "limit")).hasValue(2.5);
        assertThat(report.table())
                .contains("1 room × 100 members, 1 sender each")
                .containsPattern("CPU per delivery, µs +4.000 +2.000 +2.00\n")
                .containsPattern("deliveries/s +10,000 +10,000\n")
                .doesNotContain("ack p50");
    }

    @Test
    void jsonHasTheSameFigures() {
        JsonObject json = JsonParser.parseString(report().json()).getAsJsonObject();
        assertThat(json.get("members_per_room").getAsInt()).isEqualTo(100);
        JsonObject server = json.getAsJsonObject("targets").getAsJsonObject("server");
        assertThat(server.getAsJsonObject("median").get("cpu_us_per_delivery").getAsDouble())
                .isEqualTo(4);
        assertThat(server.getAsJsonArray("rounds")).hasSize(3);
        assertThat(json.getAsJsonObject("ratios")
                        .getAsJsonObject("limit")
                        .get("cpu_us_per_delivery")
                        .getAsDouble())
                .isEqualTo(2);
    }

    @Test
    void whatMakesTheFiguresDoubtfulIsSaid() {
        Map<String, List<RoundOutcome>> rounds = Map.of(
                "server",
                List.of(new RoundOutcome(
                        Map.of(Figure.GENERATOR_LOOP, 97.0, Figure.UNSENT, 3.0, Figure.GENERATOR_DROPPED, 1.0))));
        Load load = new Load(Shape.named("A"), 100, new LoadPace.AtRate(10_000), 1, 2, 1);
        assertThat(new LoadReport(load, "over UDP", rounds).cautions())
                .hasSize(3)
                .anyMatch(caution -> caution.contains("busy for 97 %"))
                .anyMatch(caution -> caution.contains("rate was not held"))
                .anyMatch(caution -> caution.contains("not the server's"));
    }

    @Test
    void aGeneratorThatIsLateAndAServerThatStillCompilesAreSaid() {
        RoundOutcome doubtful = new RoundOutcome(Map.of(
                Figure.GENERATOR_LATE, 2_000.0, Figure.P99, 3_000.0, Figure.COST, 10.0, Figure.COST_COMPILING, 1.5));
        RoundOutcome sound = new RoundOutcome(Map.of(
                Figure.GENERATOR_LATE, 900.0, Figure.P99, 1_000.0, Figure.COST, 10.0, Figure.COST_COMPILING, 0.5));
        Load load = new Load(Shape.named("A"), 100, new LoadPace.AtRate(10_000), 1, 2, 1);
        assertThat(new LoadReport(load, "over UDP", Map.of("server", List.of(doubtful))).cautions())
                .hasSize(2)
                .anyMatch(caution -> caution.contains("more than 2.0 ms late"))
                .anyMatch(caution -> caution.contains("1.5 of the 10.0 µs") && caution.contains("--warmup"));
        assertThat(new LoadReport(load, "over UDP", Map.of("server", List.of(sound))).cautions())
                .isEmpty();
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMiddle() {
        assertThat(RoundOutcome.median(List.of(outcome(1, 1), outcome(2, 4))).figures())
                .containsEntry(Figure.COST, 1.5)
                .containsEntry(Figure.P99, 2.5);
    }
}
