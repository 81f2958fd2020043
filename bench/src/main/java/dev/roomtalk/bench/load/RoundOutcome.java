package dev.roomtalk.bench.load;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The figures of one round, or the medians of several; what could not be measured is absent. */
public record RoundOutcome(Map<Figure, Double> figures) {
    public RoundOutcome {
        figures = new EnumMap<>(figures);
    }

    /** Each figure's median by itself; of an even number of rounds, the mean of the two in the middle. */
    static RoundOutcome median(List<RoundOutcome> rounds) {
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
        return new RoundOutcome(medians);
    }
}
