package dev.roomtalk.bench.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the values of an axis stand, and which of them are named.
 *
 * @param low the value at the begin of the axis
 * @param high the value at its end
 * @param from pixels
 * @param to pixels
 * @param logarithmic whether a factor, not a difference, is a distance
 */
record Axis(double low, double high, double from, double to, boolean logarithmic) {
    private static final int STEPS = 4;

    /** From 0 to a round number above every value. */
    static Axis fromZero(double highest, double from, double to) {
        double step = step(highest);
        return new Axis(0, Math.max(1, Math.ceil(highest / step)) * step, from, to, false);
    }

    /** From a power of ten at most the lowest value to one at least the highest. */
    static Axis decades(double lowest, double highest, double from, double to) {
        double low = Math.pow(10, Math.floor(Math.log10(lowest)));
        double high = Math.pow(10, Math.ceil(Math.log10(highest)));
        return new Axis(low, high > low ? high : 10 * low, from, to, true);
    }

    /** From the lowest value to the highest; one value alone stands in the middle. */
    static Axis over(double lowest, double highest, double from, double to) {
        return lowest < highest
                ? new Axis(lowest, highest, from, to, true)
                : new Axis(lowest / 2, lowest * 2, from, to, true);
    }

    double at(double value) {
        double part = logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
        return from + part * (to - from);
    }

    /** The round values on it. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double tick = low; tick <= high * 1.001; tick *= 10) {
                ticks.add(tick);
            }
        } else {
            double step = step(high);
            for (int i = 0; i * step <= high * 1.001; i++) {
                ticks.add(i * step);
            }
        }
        return ticks;
    }

    /** 1, 2 or 5 times a power of ten, so that a few of them reach the value. */
    private static double step(double highest) {
        double rough = Math.max(highest, 1e-9) / STEPS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double digits = rough / power;
        double step = digits > 5 ? 10 : digits > 2 ? 5 : digits > 1 ? 2 : 1;
        return step * power;
    }
}
