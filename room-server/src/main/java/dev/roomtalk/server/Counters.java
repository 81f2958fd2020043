package dev.roomtalk.server;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** The node's counters. Any thread. */
public final class Counters {
    private final Map<Counter, LongAdder> adders = new EnumMap<>(Counter.class);

    public Counters() {
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
}
