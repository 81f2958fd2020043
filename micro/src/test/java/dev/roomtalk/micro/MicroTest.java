package dev.roomtalk.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class MicroTest {
    /** Each for a moment, in this process: what it costs is measured elsewhere. */
    @Test
    void everyBenchmarkRunsAndHasAFigureThatIsKept() throws Exception {
        List<MicroReport.Row> rows = Micro.run(List.of(), true, true, 0);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.nanos()).as(row.name()).isPositive();
            assertThat(row.garbage()).as(row.name()).isNotNegative();
        });
        assertThat(rows.stream().map(MicroReport.Row::name))
                .containsExactlyInAnyOrderElementsOf(Micro.baseline().benchmarks().stream()
                        .map(MicroReport.Row::name)
                        .toList());
    }

    @Test
    void aFigureStandsBesideTheOneThatIsKept() {
        MicroReport report = new MicroReport(
                List.of(new MicroReport.Row("seal", 250, 3.25, 0), new MicroReport.Row("new", 5, 0, 16)));
        MicroReport kept = new MicroReport(List.of(new MicroReport.Row("seal", 500, 1, 48)));
        assertThat(report.table(kept))
                .containsPattern("seal +250\\.0 +3\\.3 +0 +500\\.0 +48 +0\\.50\n")
                .containsPattern("new +5\\.0 +0\\.0 +16\n");
        assertThat(MicroReport.parse(new StringReader(report.json()))
                        .benchmarks()
                        .getFirst()
                        .nanos())
                .isEqualTo(250);
    }
}
