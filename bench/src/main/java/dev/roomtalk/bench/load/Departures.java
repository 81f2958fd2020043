package dev.roomtalk.bench.load;

import java.util.function.LongConsumer;

/**
 * When the messages of all senders are meant to leave: message k at start + k × gap. Saturated, no message has a time,
 * and only the end of the load counts. Confined to the target's loop.
 */
final class Departures {
    private final Shape shape;
    private final LongConsumer due;
    private long start;
    private long end;
    /** Nanoseconds between two messages; 0: saturated. */
    private double gap;

    private long handed;
    private boolean lasting;

    /** @param due is given the number of each message when its time has come, from 0 */
    Departures(Shape shape, LongConsumer due) {
        this.shape = shape;
        this.due = due;
    }

    void begin(LoadPace pace, long now, long newEnd) {
        start = now;
        end = newEnd;
        handed = 0;
        lasting = true;
        gap = switch (pace) {
            case LoadPace.AtRate rate -> rate.gap(shape);
            case LoadPace.Saturated _ -> 0;
        };
    }

    /** Hands over what is due by now; returns whether a later message will be. */
    boolean hand(long now) {
        if (!atRate()) {
            endIfOver(now);
            return false;
        }
        while (lasting) {
            long at = next();
            if (at - end >= 0) {
                lasting = false;
            } else if (at - now > 0) {
                return true;
            } else {
                due.accept(handed++);
            }
        }
        return false;
    }

    /** Saturated, time is all that ends the load; at a rate, each message that was due before the end still leaves. */
    void endIfOver(long now) {
        if (!atRate() && end - now <= 0) {
            lasting = false;
        }
    }

    void end() {
        lasting = false;
    }

    /** More messages are to leave. */
    boolean lasting() {
        return lasting;
    }

    boolean atRate() {
        return gap > 0;
    }

    /** When message k is meant to leave. */
    long at(long k) {
        return start + (long) (k * gap);
    }

    /** When the message that comes next is meant to leave. */
    long next() {
        return at(handed);
    }
}
