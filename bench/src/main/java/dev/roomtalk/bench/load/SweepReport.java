package dev.roomtalk.bench.load;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.roomtalk.bench.base.Result;
import java.util.List;
import java.util.Map;

/**
 * What was measured at several loads, the same targets at each.
 *
 * @param loads at least one, in the order in which they were measured
 */
public record SweepReport(List<LoadReport> loads) implements Result {
    private static final List<Figure> SHOWN = List.of(
            Figure.DELIVERIES,
            Figure.COST,
            Figure.P50,
            Figure.P99,
            Figure.P999,
            Figure.LOST,
            Figure.UNSENT,
            Figure.GENERATOR_LOOP);

    private static final List<String> HEADS =
            List.of("deliveries/s", "CPU, µs", "p50, µs", "p99, µs", "p99.9, µs", "lost", "unsent", "generator, %");

    public SweepReport {
        loads = List.copyOf(loads);
    }

    @Override
    public String table() {
        LoadReport first = loads.getFirst();
        StringBuilder out = new StringBuilder("%s; %d bytes a message; %s%nlatency counts from when a message %s%n%n"
                .formatted(
                        first.load().shape(),
                        first.load().textBytes(),
                        first.transport(),
                        first.load().pace().latencyFrom()));
        out.append("%-26s%-12s".formatted("load", "target"));
        HEADS.forEach(head -> out.append("%14s".formatted(head)));
        out.append('\n');
        for (LoadReport report : loads) {
            for (String target : report.rounds().keySet()) {
                Map<Figure, Double> figures = report.median(target).figures();
                out.append("%-26s%-12s".formatted(report.load().pace(), target));
                for (Figure figure : SHOWN) {
                    Double value = figures.get(figure);
                    out.append(
                            "%14s".formatted(value == null ? "-" : ("%,." + figure.decimals() + "f").formatted(value)));
                }
                out.append('\n');
            }
        }
        return out.toString();
    }

    @Override
    public String json() {
        JsonArray each = new JsonArray();
        loads.forEach(report -> each.add(report.toJson()));
        JsonObject root = new JsonObject();
        root.add("loads", each);
        return LoadReport.pretty(root);
    }

    /** What a reader of the figures must know, a sentence each, behind the load that it is about. */
    public List<String> cautions() {
        return loads.stream()
                .flatMap(report ->
                        report.cautions().stream().map(caution -> report.load().pace() + ", " + caution))
                .toList();
    }
}
