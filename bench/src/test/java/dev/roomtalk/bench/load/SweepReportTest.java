package dev.roomtalk.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SweepReportTest {
    private static LoadReport at(double rate, double cost, double loop) {
        Load load = new Load(Shape.named("C"), 100, new LoadPace.AtRate(rate), 1, 2, 1);
        RoundOutcome outcome = new RoundOutcome(Map.of(Figure.COST, cost, Figure.GENERATOR_LOOP, loop));
        return new LoadReport(load, "over UDP", Map.of("server", List.of(outcome)));
    }

    private static SweepReport sweep() {
        return new SweepReport(List.of(at(1_000, 9, 20), at(50_000, 4.5, 96)));
    }

    @Test
    void eachLoadHasALineForEachTarget() {
        assertThat(sweep().table())
                .contains("10 rooms × 100 members", "was due, whether it could leave then or not")
                .containsPattern("\n1,000 deliveries/s +server +- +9\\.000 ")
                .containsPattern("\n50,000 deliveries/s +server +- +4\\.500 ");
    }

    @Test
    void jsonHasTheReportOfEachLoad() {
        JsonArray loads =
                JsonParser.parseString(sweep().json()).getAsJsonObject().getAsJsonArray("loads");
        assertThat(loads).hasSize(2);
        assertThat(loads.get(1)
                        .getAsJsonObject()
                        .get("rate_deliveries_per_second")
                        .getAsDouble())
                .isEqualTo(50_000);
    }

    @Test
    void aCautionNamesItsLoad() {
        assertThat(sweep().cautions()).singleElement().asString().startsWith("50,000 deliveries/s, server: the load");
    }
}
