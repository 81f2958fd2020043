package dev.roomtalk.server.control;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The memory that all connections together may take for what their clients have not read yet, and for messages that
 * they have not sent whole. Each may hold an eighth of what is still free: so a few that do not read may hold much,
 * many may hold little, and what they hold never comes to all of it. What one of them holds below {@value #LITTLE}
 * bytes is not counted. Any thread.
 */
final class ConnectionMemory {
    /** A client that keeps up holds less. */
    private static final int LITTLE = 16 << 10;

    private static final int PART = 8;

    private final LongSupplier budget;
    private final AtomicLong held = new AtomicLong();

    /** @param budget in bytes; asked at each use */
    ConnectionMemory(LongSupplier budget) {
        this.budget = budget;
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
            long now = bytes < LITTLE ? 0 : bytes;
            if (now != mine.get()) {
                held.addAndGet(now - mine.getAndSet(now));
            }
        }

        /** Whether it holds more than a client that keeps up. */
        boolean counts() {
            return mine.get() > 0;
        }

        /** Whether it holds no more than its part. */
        boolean fits() {
            long now = mine.get();
            return now == 0 || now <= (budget.getAsLong() - held.get()) / PART;
        }

        /** Whether it has to be given up: it holds more than its part and than {@code allowed}, or nothing is free. */
        boolean tooMuch(long allowed) {
            long now = mine.get();
            return now > 0 && (now > allowed ? !fits() : held.get() > budget.getAsLong());
        }
    }
}
