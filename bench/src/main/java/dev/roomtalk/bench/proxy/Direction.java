package dev.roomtalk.bench.proxy;

import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * One direction of a way: which datagrams get through, and how many did. One thread decides; the counts are for all.
 */
final class Direction {
    private final RandomGenerator random;
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong blocked = new AtomicLong();

    Direction(RandomGenerator random) {
        this.random = random;
    }

    /** The fate of the next datagram. */
    boolean passes(double loss, boolean open) {
        // Drawn also when nothing passes, so that the same datagrams are lost whatever was blocked before.
        boolean unlucky = random.nextDouble() < loss;
        (open ? unlucky ? lost : passed : blocked).incrementAndGet();
        return open && !unlucky;
    }

    DatagramCounts counts() {
        return new DatagramCounts(passed.get(), lost.get(), blocked.get());
    }
}
