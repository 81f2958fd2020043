package dev.roomtalk.server.control;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The memory that all connections together may take for what their clients have not read yet, and for messages that
 * they have not sent whole. Who holds more than {@value #LITTLE} bytes may hold an eighth of what is free in three
 * quarters of it: so a few that do not read may hold much, many may hold little. The rest is for those who hold less.
 *
 * <p>Each direction of a connection has {@link #own} bytes for itself, which are not counted: for all possible
 * connections together they come to a quarter of the budget. So all of them never hold more than five quarters of it,
 * and what is being written. Any thread.
 */
final class ConnectionMemory {
    /** A client that keeps up holds less. */
    private static final int LITTLE = 16 << 10;

    private static final int PART = 8;

    private static final int OWN_PART = 4;
    /** What a client has not read, what it has not sent whole, and a TLS record of it that is not whole. */
    private static final int DIRECTIONS = 3;

    private final LongSupplier budget;
    private final LongSupplier connections;
    private final AtomicLong held = new AtomicLong();

    /**
     * @param budget in bytes; asked at each use, as is the next
     * @param connections how many there may be
     */
    ConnectionMemory(LongSupplier budget, LongSupplier connections) {
        this.budget = budget;
        this.connections = connections;
    }

    /** How much each connection may hold in one direction without its being counted, in bytes. */
    long own() {
        return Math.min(LITTLE, budget.getAsLong() / OWN_PART / DIRECTIONS / Math.max(1, connections.getAsLong()));
    }

    /** What all connections hold, in bytes. */
    long held() {
        return held.get();
    }

    /** A share of this memory, which holds nothing yet. */
    Share share() {
        return new Share();
    }

    /** What one connection holds in one direction. Any thread. */
    final class Share {
        private final AtomicLong mine = new AtomicLong();

        /** Sets what it holds, in bytes. */
        void hold(long bytes) {
            long now = bytes <= own() ? 0 : bytes;
            if (now != mine.get()) {
                held.addAndGet(now - mine.getAndSet(now));
            }
        }

        /** Whether what it holds is counted. */
        boolean counts() {
            return mine.get() > 0;
        }

        /** Whether it holds no more than a client that keeps up. */
        boolean keepsUp() {
            return mine.get() <= LITTLE;
        }

        /** Whether it holds no more than its part. */
        boolean fits() {
            return keepsUp() ? isFree() : mine.get() <= (forThis() - held.get()) / PART;
        }

        /** Whether it has to be given up: it holds more than its part and than {@code allowed}, or nothing is free. */
        boolean tooMuch(long allowed) {
            return mine.get() > allowed ? !fits() : !isFree();
        }

        private boolean isFree() {
            return !counts() || held.get() <= forThis();
        }

        /** All of the budget, or what of it those have who hold much. */
        private long forThis() {
            return keepsUp() ? budget.getAsLong() : budget.getAsLong() / 4 * 3;
        }
    }
}
