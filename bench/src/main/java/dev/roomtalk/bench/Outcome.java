package dev.roomtalk.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The figures of one round, or the medians of several; what could not be measured is absent. */
record Outcome(Map<Figure, Double> figures) {
    Outcome {
        figures = new EnumMap<>(figures);
    }

    /** Each figure's median by itself; of an even number of rounds, the mean of the two in the middle. */
    static Outcome median(List<Outcome> rounds) {
        Map<Figure, Double> medians = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            double[] values = rounds.stream()
                    .filter(round -> round.figures.containsKey(figure))
                    .mapToDouble(round -> round.figures.getOrDefault(figure, 0.0))
                    .sorted()
                    .toArray();
            if (values.length > 0) {
                medians.put(figure, (values[(values.length - 1) / 2] + values[values.length / 2]) / 2);
            }
        }
        return new Outcome(medians);
    }
}
