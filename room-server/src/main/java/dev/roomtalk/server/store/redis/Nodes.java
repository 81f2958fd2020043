package dev.roomtalk.server.store.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * The other nodes that this one knows of, and which of them have ended: those whose lease was not renewed for 10 s in
 * which this node has reached Redis. Any thread; guarded by itself.
 */
final class Nodes {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final LongConsumer whenEnded;
    /** When the lease of a node was seen to hold, or the node to have sessions; the ticker's nanoseconds. */
    private final Map<Long, Long> seen = new HashMap<>();

    private final Set<Long> ended = new HashSet<>();

    /** @param whenEnded is told of a node that has ended */
    Nodes(LongConsumer whenEnded) {
        this.whenEnded = whenEnded;
    }

    /**
     * The own lease was renewed.
     *
     * @param holding nodes whose lease holds
     * @param reachedSince since when Redis has answered without a break
     */
    void renewed(Set<Long> holding, long reachedSince, long now) {
        List<Long> gone;
        synchronized (this) {
            holding.forEach(node -> seen.put(node, now));
            ended.removeAll(holding);
            gone = seen.entrySet().stream()
                    .filter(each -> now - Math.max(each.getValue(), reachedSince) >= PATIENCE_NANOS)
                    .map(Map.Entry::getKey)
                    .toList();
            gone.forEach(seen::remove);
            ended.addAll(gone);
        }
        gone.forEach(whenEnded::accept);
    }

    /** Nodes have sessions in a room. Returns those of them that have ended. */
    synchronized List<Long> ended(Set<Long> nodes, long now) {
        nodes.stream().filter(node -> !ended.contains(node)).forEach(node -> seen.putIfAbsent(node, now));
        return nodes.stream().filter(ended::contains).toList();
    }

    /** How many there are, this one too. */
    synchronized int count() {
        return seen.size();
    }
}
