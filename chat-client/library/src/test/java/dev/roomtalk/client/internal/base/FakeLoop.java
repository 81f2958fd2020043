package dev.roomtalk.client.internal.base;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** A loop whose time passes only when a test says so. */
public final class FakeLoop implements SessionLoop {
    private record Scheduled(long at, long order, Runnable task) {}

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Scheduled> timers =
            new PriorityQueue<>(Comparator.comparingLong(Scheduled::at).thenComparingLong(Scheduled::order));
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();
    private long elapsed;
    private long order;

    @Override
    public long nanoTime() {
        // Overflows on the way, as the real one may.
        return nanos + elapsed;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(elapsed);
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Scheduled scheduled = new Scheduled(elapsed + Math.max(0, delay.toNanos()), order++, task);
        timers.add(scheduled);
        return () -> timers.remove(scheduled);
    }

    public int timers() {
        return timers.size();
    }

    /** Runs what was given, in this instant. */
    public void run() {
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
    }

    public void advance(Duration time) {
        run();
        long end = elapsed + time.toNanos();
        while (!timers.isEmpty() && timers.peek().at() <= end) {
            Scheduled next = timers.remove();
            elapsed = Math.max(elapsed, next.at());
            next.task().run();
            run();
        }
        elapsed = end;
        run();
    }

    public void advanceMillis(long millis) {
        advance(Duration.ofMillis(millis));
    }
}
