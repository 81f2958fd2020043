package dev.roomtalk.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Time and order of a simulation: things happen one after the other, and between two of them no time passes but what
 * the next one waits for. Everything in a simulation runs on the thread that calls {@link #runUntil}.
 */
public final class World {
    private record Event(long at, long order, Runnable action) {}

    /** Anything but 0, so that nobody takes a time for "never". */
    private static final long BEGINNING = 1_000_000_000_000L;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private long now = BEGINNING;
    private long order;
    private long happened;

    @Nullable
    SimulatedLoop current;

    private @Nullable RuntimeException failure;

    /** Nanoseconds. */
    public long nanoTime() {
        return now;
    }

    /** Since the beginning. */
    public long elapsedMillis() {
        return (now - BEGINNING) / 1_000_000;
    }

    public void after(long nanos, Runnable action) {
        at(now + Math.max(0, nanos), action);
    }

    void at(long time, Runnable action) {
        events.add(new Event(Math.max(time, now), order++, action));
    }

    /** A task of a loop has failed: our bug. */
    void failed(RuntimeException e) {
        if (failure == null) {
            failure = e;
        }
    }

    /** The first failure. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    /** What is still to happen. */
    int pending() {
        return events.size();
    }

    /** How much has happened. */
    long happened() {
        return happened;
    }

    /** Lets things happen until {@code elapsedMillis}. */
    void runUntil(long elapsedMillis) {
        long end = BEGINNING + elapsedMillis * 1_000_000;
        while (!events.isEmpty() && events.peek().at <= end) {
            Event next = events.poll();
            now = next.at;
            happened++;
            next.action.run();
        }
        now = Math.max(now, end);
    }
}
