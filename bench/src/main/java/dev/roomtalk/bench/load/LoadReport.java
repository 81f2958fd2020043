package dev.roomtalk.bench.load;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.roomtalk.bench.base.Result;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What was measured, as a table or as JSON.
 *
 * @param rounds by target, in the order in which they take turns
 */
public record LoadReport(Load load, String transport, Map<String, List<RoundOutcome>> rounds) implements Result {
    /** Figures whose ratio says something: what a target costs, and how long it takes. */
    private static final Set<Figure> COMPARED = EnumSet.of(
            Figure.COST, Figure.P50, Figure.P90, Figure.P99, Figure.P999, Figure.MAX, Figure.LAST_P50, Figure.LAST_P99);

    private static final int LABEL_WIDTH = 32;
    private static final int COLUMN_WIDTH = 14;
    private static final double BUSY_PERCENT = 85;

    /** The part of a cost that may be the compilers'. */
    private static final double COMPILING = 0.1;

    /** A load generator that is later than that, and than half of the latency, is what is measured. */
    private static final double LATE_MICROS = 1000;

    public LoadReport {
        rounds = new LinkedHashMap<>(rounds);
    }

    RoundOutcome median(String target) {
        return RoundOutcome.median(rounds.getOrDefault(target, List.of()));
    }

    private String first() {
        return rounds.keySet().iterator().next();
    }

    private List<String> others() {
        return rounds.keySet().stream().skip(1).toList();
    }

    /** The median, over the rounds, of the first target's figure divided by the other's of the same round. */
    OptionalDouble ratio(Figure figure, String other) {
        List<RoundOutcome> ours = rounds.getOrDefault(first(), List.of());
        List<RoundOutcome> theirs = rounds.getOrDefault(other, List.of());
        double[] ratios = IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .mapToDouble(i -> ours.get(i).figures().getOrDefault(figure, Double.NaN)
                        / theirs.get(i).figures().getOrDefault(figure, Double.NaN))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return ratios.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((ratios[(ratios.length - 1) / 2] + ratios[ratios.length / 2]) / 2);
    }

    @Override
    public String table() {
        StringBuilder out = new StringBuilder()
                .append(load)
                .append("; ")
                .append(transport)
                .append("\nlatency counts from when a message ")
                .append(load.pace().latencyFrom())
                .append("\n\n")
                .append(" ".repeat(LABEL_WIDTH));
        rounds.keySet().forEach(target -> out.append(right(target)));
        others().forEach(other -> out.append(right("÷ " + other)));
        out.append('\n');
        for (Figure figure : Figure.values()) {
            List<String> cells = new ArrayList<>();
            for (String target : rounds.keySet()) {
                Double value = median(target).figures().get(figure);
                cells.add(value == null ? "-" : ("%,." + figure.decimals() + "f").formatted(value));
            }
            if (cells.stream().allMatch("-"::equals)) {
                continue;
            }
            for (String other : others()) {
                OptionalDouble ratio = COMPARED.contains(figure) ? ratio(figure, other) : OptionalDouble.empty();
                cells.add(ratio.isPresent() ? "%.2f".formatted(ratio.getAsDouble()) : "");
            }
            StringBuilder line = new StringBuilder(figure.label())
                    .append(" ".repeat(LABEL_WIDTH - figure.label().length()));
            cells.forEach(cell -> line.append(right(cell)));
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private static String right(String cell) {
        return " ".repeat(Math.max(1, COLUMN_WIDTH - cell.length())) + cell;
    }

    @Override
    public String json() {
        return pretty(toJson());
    }

    static String pretty(JsonObject object) {
        return new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(object);
    }

    JsonObject toJson() {
        JsonObject root = new JsonObject();
        Shape shape = load.shape();
        root.addProperty("rooms", shape.rooms());
        root.addProperty("members_per_room", shape.members());
        root.addProperty("senders_per_room", shape.senders());
        root.addProperty("message_bytes", load.textBytes());
        switch (load.pace()) {
            case LoadPace.AtRate rate -> root.addProperty("rate_deliveries_per_second", rate.deliveriesPerSecond());
            case LoadPace.Saturated saturated -> root.addProperty("window", saturated.window());
        }
        root.addProperty("warmup_seconds", load.warmupSeconds());
        root.addProperty("duration_seconds", load.durationSeconds());
        root.addProperty("transport", transport);
        root.addProperty("latency_from", load.pace().latencyFrom());
        JsonObject targets = new JsonObject();
        rounds.forEach((target, outcomes) -> {
            JsonObject one = new JsonObject();
            one.add("median", figures(RoundOutcome.median(outcomes)));
            JsonArray each = new JsonArray();
            outcomes.forEach(outcome -> each.add(figures(outcome)));
            one.add("rounds", each);
            targets.add(target, one);
        });
        root.add("targets", targets);
        JsonObject ratios = new JsonObject();
        for (String other : others()) {
            JsonObject compared = new JsonObject();
            for (Figure figure : COMPARED) {
                ratio(figure, other).ifPresent(ratio -> compared.addProperty(figure.key(), rounded(ratio, 3)));
            }
            ratios.add(other, compared);
        }
        root.add("ratios", ratios);
        return root;
    }

    private static JsonObject figures(RoundOutcome outcome) {
        JsonObject object = new JsonObject();
        outcome.figures().forEach((figure, value) -> {
            double rounded = rounded(value, Math.max(figure.decimals(), 1));
            if (figure.decimals() == 0 && rounded == Math.rint(rounded)) {
                object.addProperty(figure.key(), (long) rounded);
            } else {
                object.addProperty(figure.key(), rounded);
            }
        });
        return object;
    }

    private static double rounded(double value, int decimals) {
        double scale = Math.pow(10, decimals);
        return Math.rint(value * scale) / scale;
    }

    /** What a reader of the figures must know, a sentence each. */
    public List<String> cautions() {
        List<String> cautions = new ArrayList<>();
        for (String target : rounds.keySet()) {
            Map<Figure, Double> figures = median(target).figures();
            double loop = figures.getOrDefault(Figure.GENERATOR_LOOP, 0.0);
            if (loop > BUSY_PERCENT) {
                cautions.add(
                        "%s: the load generator's own loop was busy for %.0f %% of the time, and may be what sets the pace"
                                .formatted(target, loop));
            }
            double late = figures.getOrDefault(Figure.GENERATOR_LATE, 0.0);
            if (late > Math.max(LATE_MICROS, figures.getOrDefault(Figure.P99, 0.0) / 2)) {
                cautions.add(
                        ("%s: the load generator came to 1 %% of the messages more than %.1f ms late, which is part of"
                                        + " the latencies")
                                .formatted(target, late / 1e3));
            }
            double compiling = figures.getOrDefault(Figure.COST_COMPILING, 0.0);
            if (compiling > COMPILING * figures.getOrDefault(Figure.COST, 0.0)) {
                cautions.add("%s: %.1f of the %.1f µs for a delivery went into compiling Java: give a longer --warmup"
                        .formatted(target, compiling, figures.getOrDefault(Figure.COST, 0.0)));
            }
            if (figures.getOrDefault(Figure.UNSENT, 0.0) > 0) {
                cautions.add(target + ": the rate was not held, so the latencies of what was not sent are missing");
            }
            if (figures.getOrDefault(Figure.GENERATOR_DROPPED, 0.0) > 0) {
                cautions.add(
                        target + ": datagrams found the load generator's sockets full: that loss is not the server's");
            }
        }
        return cautions;
    }
}
