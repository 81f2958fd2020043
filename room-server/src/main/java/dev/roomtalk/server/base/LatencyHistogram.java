package dev.roomtalk.server.base;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How often something took how long. Any thread; recording takes no lock. */
public final class LatencyHistogram {
    /** The upper ends of its buckets, in microseconds; one more takes what is longer. */
    private static final long[] MICROS = {
        50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000
    };

    private final LongAdder[] buckets = new LongAdder[MICROS.length + 1];
    private final LongAdder nanos = new LongAdder();

    LatencyHistogram() {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    void record(long took) {
        int bucket = 0;
        while (bucket < MICROS.length && took > TimeUnit.MICROSECONDS.toNanos(MICROS[bucket])) {
            bucket++;
        }
        buckets[bucket].increment();
        nanos.add(took);
    }

    /** The upper ends of the buckets in seconds, the last one infinite. */
    public static double[] bounds() {
        double[] bounds = new double[MICROS.length + 1];
        for (int i = 0; i < MICROS.length; i++) {
            bounds[i] = MICROS[i] / 1e6;
        }
        bounds[MICROS.length] = Double.POSITIVE_INFINITY;
        return bounds;
    }

    /** How many are in each bucket. */
    public long[] counts() {
        long[] counts = new long[buckets.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buckets[i].sum();
        }
        return counts;
    }

    /**
     * The upper end, in seconds, of the bucket up to which there is this part (0 to 1) of all; for the last bucket its
     * lower end. 0 if nothing was recorded.
     */
    public double atMost(double part) {
        long[] counts = counts();
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        long below = 0;
        for (int i = 0; i < MICROS.length; i++) {
            below += counts[i];
            if (all > 0 && below >= part * all) {
                return MICROS[i] / 1e6;
            }
        }
        return all == 0 ? 0 : MICROS[MICROS.length - 1] / 1e6;
    }

    /** The sum of all. */
    public double seconds() {
        return nanos.sum() / 1e9;
    }
}
