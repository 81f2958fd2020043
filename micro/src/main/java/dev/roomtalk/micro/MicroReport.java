package dev.roomtalk.micro;

import com.google.gson.GsonBuilder;
import java.io.Reader;
import java.util.List;
import java.util.Optional;

/**
 * What was measured.
 *
 * @param benchmarks in the order in which they ran
 */
record MicroReport(List<Row> benchmarks) {
    /**
     * A benchmark.
     *
     * @param name what was measured, and with which parameters
     * @param nanos for one operation
     * @param error of that, at 99.9 %
     * @param garbage bytes allocated for one operation
     */
    record Row(String name, double nanos, double error, double garbage) {}

    MicroReport {
        benchmarks = List.copyOf(benchmarks);
    }

    static MicroReport parse(Reader json) {
        return new GsonBuilder().create().fromJson(json, MicroReport.class);
    }

    String json() {
        MicroReport rounded = new MicroReport(benchmarks.stream()
                .map(row -> new Row(row.name, rounded(row.nanos), rounded(row.error), rounded(row.garbage)))
                .toList());
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(rounded)
                + "\n";
    }

    private static double rounded(double value) {
        return Math.rint(value * 10) / 10;
    }

    /** @param kept what was measured before, on some machine */
    String table(MicroReport kept) {
        StringBuilder out = new StringBuilder("%-40s %12s %10s %10s   %12s %10s %8s%n"
                .formatted("", "ns", "±", "garbage, B", "kept: ns", "garbage, B", "ns ÷"));
        for (Row row : benchmarks) {
            out.append("%-40s %12.1f %10.1f %10.0f".formatted(row.name, row.nanos, row.error, row.garbage));
            Optional<Row> before = kept.benchmarks.stream()
                    .filter(one -> one.name.equals(row.name))
                    .findFirst();
            before.ifPresent(one ->
                    out.append("   %12.1f %10.0f %8.2f".formatted(one.nanos, one.garbage, row.nanos / one.nanos)));
            out.append('\n');
        }
        return out.toString();
    }
}
