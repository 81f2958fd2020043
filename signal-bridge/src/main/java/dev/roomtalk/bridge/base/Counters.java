package dev.roomtalk.bridge.base;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What was counted since the start. May be used from any thread. */
public final class Counters {
    /** Every counter is in it from the start, so that the map itself never changes. */
    private final Map<Counter, LongAdder> counts = new EnumMap<>(Counter.class);

    public Counters() {
        for (Counter counter : Counter.values()) {
            counts.put(counter, new LongAdder());
        }
    }

    public void add(Counter counter) {
        adder(counter).increment();
    }

    public long get(Counter counter) {
        return adder(counter).sum();
    }

    /** Everything that is not zero, in words: {@code "880 signals, 1 senders, 1 messages heard"}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        for (Counter counter : Counter.values()) {
            long count = get(counter);
            if (count > 0) {
                parts.add(count + " " + counter.words());
            }
        }
        return parts.isEmpty() ? "nothing heard" : String.join(", ", parts);
    }

    private LongAdder adder(Counter counter) {
        return Objects.requireNonNull(counts.get(counter));
    }
}
