package dev.roomtalk.client.internal.base;

import java.time.Duration;
import java.time.Instant;

/** The one thread that owns a session's state, with its clock and its timers. Tests drive one by hand. */
public interface SessionLoop {
    /** A task that will run once unless it is cancelled before. */
    @FunctionalInterface
    interface Timer {
        void cancel();
    }

    /** Nanoseconds that only ever grow. */
    long nanoTime();

    /** The time of day. */
    Instant now();

    boolean inLoop();

    /** From any thread; tasks run in the order in which they were given. */
    void execute(Runnable task);

    Timer schedule(Duration delay, Runnable task);
}
