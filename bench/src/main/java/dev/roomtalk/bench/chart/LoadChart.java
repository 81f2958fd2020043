package dev.roomtalk.bench.chart;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.roomtalk.bench.base.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * Latency and cost over the load, as a picture: a column for each shape, the latency above, the cost below, a colour
 * for each target.
 */
public final class LoadChart {
    private static final int PANEL_WIDTH = 250;
    private static final int PANEL_HEIGHT = 170;
    private static final int LEFT = 56;
    private static final int BETWEEN = 52;
    private static final int TOP = 78;
    private static final int BELOW = 46;
    private static final int RIGHT = 20;
    private static final int BOTTOM = 40;

    /** Names of ticks are at least so far from each other. */
    private static final int TICK_DISTANCE = 34;

    private static final String TEXT = "#24292f";
    private static final String FAINT = "#57606a";
    private static final String GRID = "#d8dee4";

    /** Colours that people who see few of them can tell apart (Okabe and Ito, 2008). */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9");

    /** What was measured of one target at one load: a rate, milliseconds, and microseconds of CPU for a delivery. */
    private record Sample(double rate, double p50, double p99, double cost) {}

    /** By shape and by target, in their order; of each the loads from the lowest on. */
    private final Map<String, Map<String, SortedMap<Double, Sample>>> shapes = new LinkedHashMap<>();

    private final Set<String> targets = new LinkedHashSet<>();

    /**
     * Reads results.
     *
     * @param results what {@code bench --json} printed, of one load or of several, each by itself
     */
    public LoadChart(List<String> results) {
        try {
            for (String result : results) {
                JsonObject root = JsonParser.parseString(result).getAsJsonObject();
                if (root.has("loads")) {
                    root.getAsJsonArray("loads").forEach(load -> add(load.getAsJsonObject()));
                } else {
                    add(root);
                }
            }
        } catch (JsonParseException | IllegalStateException | ClassCastException | NumberFormatException _) {
            throw unfit();
        }
        if (shapes.isEmpty()) {
            throw Failure.usage(
                    "there is nothing to draw: a run with --window has no load that it could be drawn over");
        }
    }

    private void add(JsonObject load) {
        if (!load.has("rate_deliveries_per_second")) {
            return;
        }
        double rate = number(load, "rate_deliveries_per_second");
        int rooms = (int) number(load, "rooms");
        String shape = "%,d room%s × %,d members"
                .formatted(rooms, rooms == 1 ? "" : "s", (int) number(load, "members_per_room"));
        part(load, "targets").entrySet().forEach(target -> {
            JsonObject median = part(target.getValue().getAsJsonObject(), "median");
            Sample sample = new Sample(
                    rate,
                    orAbsent(median, "latency_p50_us") / 1000,
                    orAbsent(median, "latency_p99_us") / 1000,
                    orAbsent(median, "cpu_us_per_delivery"));
            if (Double.isFinite(sample.p50) || Double.isFinite(sample.cost)) {
                targets.add(target.getKey());
                shapes.computeIfAbsent(shape, _ -> new LinkedHashMap<>())
                        .computeIfAbsent(target.getKey(), _ -> new TreeMap<>())
                        .put(rate, sample);
            }
        });
    }

    private static JsonObject part(JsonObject of, String key) {
        JsonElement found = of.get(key);
        if (found == null) {
            throw unfit();
        }
        return found.getAsJsonObject();
    }

    private static double number(JsonObject of, String key) {
        JsonElement found = of.get(key);
        if (found == null) {
            throw unfit();
        }
        return found.getAsDouble();
    }

    /** Not a number where there is none. */
    private static double orAbsent(JsonObject of, String key) {
        return of.has(key) ? number(of, key) : Double.NaN;
    }

    private static Failure unfit() {
        return Failure.usage("what is to be drawn is what 'bench --rate N,N,... --json' prints");
    }

    /** The picture, as an SVG document. */
    public String svg() {
        List<Figure> figures = figures();
        int width = LEFT + shapes.size() * PANEL_WIDTH + (shapes.size() - 1) * BETWEEN + RIGHT;
        int height = TOP + figures.size() * PANEL_HEIGHT + (figures.size() - 1) * BELOW + BOTTOM;
        Svg svg = new Svg(width, height, "What a delivery costs and how long it takes, over the load");
        legend(svg, figures.contains(Figure.LATENCY));
        double left = LEFT;
        for (Map.Entry<String, Map<String, SortedMap<Double, Sample>>> shape : shapes.entrySet()) {
            svg.text(left + PANEL_WIDTH / 2.0, TOP - 26, Svg.Anchor.MIDDLE, TEXT, shape.getKey());
            double top = TOP;
            for (Figure figure : figures) {
                panel(svg, figure, shape.getValue(), left, top);
                top += PANEL_HEIGHT + BELOW;
            }
            svg.text(left + PANEL_WIDTH / 2.0, height - 8.0, Svg.Anchor.MIDDLE, FAINT, "deliveries a second");
            left += PANEL_WIDTH + BETWEEN;
        }
        return svg.end();
    }

    /** What a panel shows. */
    private enum Figure {
        LATENCY("latency, ms"),
        COST("CPU for a delivery, µs");

        private final String title;

        Figure(String title) {
            this.title = title;
        }

        private double of(Sample sample) {
            return switch (this) {
                case LATENCY -> sample.p50;
                case COST -> sample.cost;
            };
        }
    }

    /** Those that were measured of one target at least. */
    private List<Figure> figures() {
        return Arrays.stream(Figure.values())
                .filter(figure -> shapes.values().stream()
                        .flatMap(of -> of.values().stream())
                        .flatMap(samples -> samples.values().stream())
                        .anyMatch(sample -> Double.isFinite(figure.of(sample))))
                .toList();
    }

    private void legend(Svg svg, boolean dashes) {
        double x = LEFT;
        for (String target : targets) {
            svg.line(List.of(new Svg.Point(x, 20), new Svg.Point(x + 22, 20)), colour(target), 2, false);
            svg.text(x + 28, 24, Svg.Anchor.START, TEXT, target);
            x += 46 + 7.0 * target.length();
        }
        if (dashes) {
            svg.line(List.of(new Svg.Point(x, 20), new Svg.Point(x + 22, 20)), FAINT, 1.5, true);
            svg.text(x + 28, 24, Svg.Anchor.START, FAINT, "99 % are faster; lines: half are");
        }
    }

    private String colour(String target) {
        return COLOURS.get(List.copyOf(targets).indexOf(target) % COLOURS.size());
    }

    private void panel(Svg svg, Figure figure, Map<String, SortedMap<Double, Sample>> of, double left, double top) {
        // All columns have one scale, so that they can be compared.
        List<Sample> all = shapes.values().stream()
                .flatMap(targetsOfShape -> targetsOfShape.values().stream())
                .flatMap(samples -> samples.values().stream())
                .filter(sample -> Double.isFinite(figure.of(sample)))
                .toList();
        svg.text(left, top - 8, Svg.Anchor.START, FAINT, figure.title);
        NavigableSet<Double> rates = new TreeSet<>();
        of.values().forEach(samples -> rates.addAll(samples.keySet()));
        double bottom = top + PANEL_HEIGHT;
        Axis x = Axis.over(rates.first(), rates.last(), left + 12, left + PANEL_WIDTH - 12);
        Axis y =
                switch (figure) {
                    case LATENCY -> Axis.decades(lowest(all, Sample::p50), highest(all, Sample::p99), bottom, top);
                    case COST -> Axis.fromZero(highest(all, Sample::cost), bottom, top);
                };
        frame(svg, left, rates, x, y);
        for (Map.Entry<String, SortedMap<Double, Sample>> target : of.entrySet()) {
            String colour = colour(target.getKey());
            if (figure == Figure.LATENCY) {
                curve(svg, target.getValue(), Sample::p99, x, y, colour, true);
            }
            curve(svg, target.getValue(), figure::of, x, y, colour, false);
        }
    }

    private static double lowest(List<Sample> all, ToDoubleFunction<Sample> value) {
        return all.stream()
                .min(Comparator.comparingDouble(value))
                .map(value::applyAsDouble)
                .orElseThrow();
    }

    private static double highest(List<Sample> all, ToDoubleFunction<Sample> value) {
        return all.stream().mapToDouble(value).filter(Double::isFinite).max().orElseThrow();
    }

    /** The grid of a panel and the names of its ticks. */
    private static void frame(Svg svg, double left, NavigableSet<Double> rates, Axis x, Axis y) {
        for (double tick : y.ticks()) {
            double at = y.at(tick);
            svg.line(List.of(new Svg.Point(left, at), new Svg.Point(left + PANEL_WIDTH, at)), GRID, 1, false);
            svg.text(left - 6, at + 4, Svg.Anchor.END, FAINT, name(tick));
        }
        double last = Double.NEGATIVE_INFINITY;
        for (double rate : rates) {
            double at = x.at(rate);
            if (at - last >= TICK_DISTANCE) {
                svg.text(at, y.from() + 16, Svg.Anchor.MIDDLE, FAINT, name(rate));
                last = at;
            }
        }
    }

    private static void curve(
            Svg svg,
            SortedMap<Double, Sample> samples,
            ToDoubleFunction<Sample> value,
            Axis x,
            Axis y,
            String colour,
            boolean dashed) {
        List<Svg.Point> points = new ArrayList<>();
        for (Sample sample : samples.values()) {
            double at = value.applyAsDouble(sample);
            if (Double.isFinite(at)) {
                points.add(new Svg.Point(x.at(sample.rate), y.at(at)));
            }
        }
        svg.line(points, colour, dashed ? 1.5 : 2, dashed);
        points.forEach(point -> svg.dot(point, dashed ? 2 : 3, colour));
    }

    /** As short as it is read easily: 10k for 10,000. */
    private static String name(double value) {
        if (value >= 1000) {
            return number(value / 1000) + "k";
        }
        return number(value);
    }

    private static String number(double value) {
        double rounded = Math.rint(value * 1000) / 1000;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }
}
