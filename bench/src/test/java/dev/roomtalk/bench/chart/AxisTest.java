package dev.roomtalk.bench.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
    @ParameterizedTest
    @CsvSource({"7.3, 2, 8", "10, 5, 10", "0.9, 0.5, 1", "43, 20, 60", "2000, 500, 2000"})
    void aLinearAxisHasFewRoundTicksAndReachesTheHighestValue(double highest, double step, double end) {
        Axis axis = Axis.fromZero(highest, 0, 100);
        assertThat(axis.ticks().get(1)).isEqualTo(step);
        assertThat(axis.ticks().getLast()).isEqualTo(end).isGreaterThanOrEqualTo(highest);
        assertThat(axis.at(0)).isZero();
        assertThat(axis.at(end)).isEqualTo(100);
        assertThat(axis.at(end / 2)).isEqualTo(50);
    }

    @Test
    void onALogarithmicAxisAFactorIsADistance() {
        Axis axis = Axis.decades(0.2, 40, 300, 0);
        assertThat(axis.ticks())
                .asInstanceOf(InstanceOfAssertFactories.list(Double.class))
                .hasSize(4)
                .satisfies(ticks -> assertThat(ticks.getFirst()).isEqualTo(0.1))
                .satisfies(ticks -> assertThat(ticks.getLast()).isBetween(99.9, 100.1));
        assertThat(axis.at(0.1)).isEqualTo(300);
        assertThat(axis.at(1)).isBetween(199.9, 200.1);
        assertThat(axis.at(10)).isBetween(99.9, 100.1);
    }

    @Test
    void oneValueStandsInTheMiddle() {
        assertThat(Axis.over(5000, 5000, 0, 100).at(5000)).isEqualTo(50);
        assertThat(Axis.over(1000, 100_000, 0, 100).at(10_000)).isEqualTo(50);
        Axis decades = Axis.decades(1, 1, 0, 100);
        assertThat(decades.high()).isGreaterThan(decades.low());
    }
}
