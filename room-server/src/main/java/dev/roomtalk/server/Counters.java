package dev.roomtalk.server;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What a node counts and measures. Any thread. */
public final class Counters {
    private final Map<Counter, LongAdder> adders = new EnumMap<>(Counter.class);

    private final Map<Latency, LatencyHistogram> latencies = new EnumMap<>(Latency.class);

    public Counters() {
        for (Latency latency : Latency.values()) {
            latencies.put(latency, new LatencyHistogram());
        }
        for (Counter counter : Counter.values()) {
            adders.put(counter, new LongAdder());
        }
    }

    public void count(Counter counter) {
        add(counter, 1);
    }

    public void add(Counter counter, long n) {
        Objects.requireNonNull(adders.get(counter)).add(n);
    }

    public long get(Counter counter) {
        return Objects.requireNonNull(adders.get(counter)).sum();
    }

    /** Something took so many nanoseconds. */
    public void took(Latency what, long nanos) {
        latency(what).record(nanos);
    }

    public LatencyHistogram latency(Latency what) {
        return Objects.requireNonNull(latencies.get(what));
    }
}
