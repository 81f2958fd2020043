package dev.roomtalk.server.base;

import dev.roomtalk.proto.RefusalReason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** The counts and measurements of a node. Any thread. */
public final class Counters {
    private final Map<Counter, LongAdder> adders = new EnumMap<>(Counter.class);

    private final Map<Latency, LatencyHistogram> latencies = new EnumMap<>(Latency.class);

    private final Map<Tally, Map<String, LongAdder>> tallies = new EnumMap<>(Tally.class);

    private final List<BundleSizes> bundles = new CopyOnWriteArrayList<>();

    public Counters() {
        for (Latency latency : Latency.values()) {
            latencies.put(latency, new LatencyHistogram());
        }
        for (Tally tally : Tally.values()) {
            tallies.put(tally, tally.reasons().stream().collect(Collectors.toMap(r -> r, r -> new LongAdder())));
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

    /** A request was refused. */
    public void refusedRequest(RefusalReason reason) {
        count(Tally.REQUESTS_REFUSED, Tally.word(reason));
    }

    /** A message was refused. */
    public void refusedMessage(RefusalReason reason) {
        count(Tally.MESSAGES_REFUSED, Tally.word(reason));
    }

    /** @param reason one of those that the tally has; of another nothing is counted */
    public void count(Tally tally, String reason) {
        LongAdder adder = Objects.requireNonNull(tallies.get(tally)).get(reason);
        if (adder != null) {
            adder.increment();
        }
    }

    public long get(Tally tally, String reason) {
        LongAdder adder = Objects.requireNonNull(tallies.get(tally)).get(reason);
        return adder == null ? 0 : adder.sum();
    }

    /** The count of all reasons together. */
    public long get(Tally tally) {
        return Objects.requireNonNull(tallies.get(tally)).values().stream()
                .mapToLong(LongAdder::sum)
                .sum();
    }

    /** Makes the counts of one more relay loop. */
    public BundleSizes newBundles() {
        BundleSizes sizes = new BundleSizes();
        bundles.add(sizes);
        return sizes;
    }

    /** The upper ends of the buckets of {@link #bundles}, the last one infinite. */
    public static double[] bundleBounds() {
        return BundleSizes.bounds();
    }

    /** How many datagrams are in each bucket of {@link #bundleBounds}, by the number of their messages. */
    public long[] bundles() {
        long[] counts = new long[bundleBounds().length];
        for (int i = 0; i < counts.length; i++) {
            for (BundleSizes sizes : bundles) {
                counts[i] += sizes.inBucket(i);
            }
        }
        return counts;
    }

    /** Messages in all datagrams. */
    public long bundled() {
        return bundles.stream().mapToLong(BundleSizes::messages).sum();
    }

    /** Records how long something took. */
    public void took(Latency what, long nanos) {
        latency(what).record(nanos);
    }

    public LatencyHistogram latency(Latency what) {
        return Objects.requireNonNull(latencies.get(what));
    }
}
