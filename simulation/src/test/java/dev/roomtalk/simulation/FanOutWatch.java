package dev.roomtalk.simulation;

import java.util.function.LongSupplier;

/**
 * Holds what a process of a node fans out against what the feeds of its rooms have brought it. It never fans out
 * more: what only it has been told of, by the answer to an append, may be lost, or come behind what another node says.
 */
final class FanOutWatch {
    private final Truth truth;
    private final String node;
    private final LongSupplier fannedOut;
    private long brought;

    /** @param fannedOut how many messages the process has fanned out until now */
    FanOutWatch(Truth truth, String node, LongSupplier fannedOut) {
        this.truth = truth;
        this.node = node;
        this.fannedOut = fannedOut;
    }

    /** A feed is about to bring it a message. */
    void brings() {
        check();
        brought++;
    }

    void check() {
        long now = fannedOut.getAsLong();
        if (now > brought) {
            truth.broken("%s has fanned out %d messages, and its feeds have brought %d".formatted(node, now, brought));
        }
    }
}
