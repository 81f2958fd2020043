package dev.roomtalk.server.base;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** How fast each counter has grown in the last seconds. Any thread. */
public final class Rates {
    private static final int SAMPLES = 11;

    private final Counters counters;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, Map<Counter, Long> counts) {}

    public Rates(Counters counters) {
        this.counters = counters;
    }

    /** Takes a sample. To be called once a second, so that the rates are those of ten seconds. */
    public synchronized void sample(long nanos) {
        Map<Counter, Long> counts = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            counts.put(counter, counters.get(counter));
        }
        samples.addLast(new Sample(nanos, counts));
        if (samples.size() > SAMPLES) {
            samples.removeFirst();
        }
    }

    /** The growth of a counter; 0 before there are two samples. */
    public synchronized double perSecond(Counter counter) {
        if (samples.size() < 2) {
            return 0;
        }
        double seconds = (samples.getLast().nanos - samples.getFirst().nanos) / (double) TimeUnit.SECONDS.toNanos(1);
        return seconds <= 0 ? 0 : growth(counter) / seconds;
    }

    private long growth(Counter counter) {
        return Objects.requireNonNull(samples.getLast().counts.get(counter))
                - Objects.requireNonNull(samples.getFirst().counts.get(counter));
    }
}
