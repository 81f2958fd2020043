package dev.roomtalk.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What arrived between two points in time. Confined to the target's loop while the load runs.
 *
 * <p>Deliveries are counted by when they arrive, latencies by when their message was meant to leave: a message meant to
 * leave within the measured time is recorded whenever it arrives, so that a server that stalls cannot hide what it
 * stalled. Together with senders that keep to their times whatever the server does, this is what corrects for
 * coordinated omission.
 */
final class Measurement {
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(10);

    private final long from;
    private final long to;
    private final Histogram deliveryLatency = new Histogram(LONGEST, 3);
    private final Histogram ackLatency = new Histogram(LONGEST, 3);
    private final Histogram lastLatency = new Histogram(LONGEST, 3);
    private final Histogram lateness = new Histogram(LONGEST, 3);
    private long slowest;
    private long deliveries;
    private long datagrams;

    /** From and to on the clock of {@code System.nanoTime}. */
    Measurement(long from, long to) {
        this.from = from;
        this.to = to;
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    private boolean covers(long time) {
        return time - from >= 0 && time - to < 0;
    }

    void datagram(long now) {
        if (covers(now)) {
            datagrams++;
        }
    }

    void delivered(long intended, long now) {
        if (covers(now)) {
            deliveries++;
        }
        if (covers(intended)) {
            record(deliveryLatency, now - intended);
        }
        slowest = Math.max(slowest, now - intended);
    }

    /** The last member of the room has the message. */
    void reachedAll(long intended, long now) {
        if (covers(intended)) {
            record(lastLatency, now - intended);
        }
    }

    /** The load generator sees that a message is due. */
    void due(long intended, long now) {
        if (covers(intended)) {
            record(lateness, now - intended);
        }
    }

    void answered(long intended, long now) {
        if (covers(intended)) {
            record(ackLatency, now - intended);
        }
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos, 1, LONGEST));
    }

    long deliveries() {
        return deliveries;
    }

    /** Datagrams, or frames over TCP, that the deliveries and everything else came in. */
    long datagrams() {
        return datagrams;
    }

    /** Nanoseconds from when a message was meant to leave until a member had it. */
    Histogram deliveryLatency() {
        return deliveryLatency;
    }

    /** Nanoseconds from when a message was meant to leave until the last member of its room had it. */
    Histogram lastLatency() {
        return lastLatency;
    }

    /** Nanoseconds from when a message was meant to leave until the load generator saw that it is due. */
    Histogram lateness() {
        return lateness;
    }

    /** The longest latency in nanoseconds of what arrived since the last call. */
    long takeSlowest() {
        long taken = slowest;
        slowest = 0;
        return taken;
    }

    /** Nanoseconds from when a message was meant to leave until its sender had the answer. */
    Histogram ackLatency() {
        return ackLatency;
    }
}
