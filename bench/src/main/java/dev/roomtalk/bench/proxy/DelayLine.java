package dev.roomtalk.bench.proxy;

import java.time.Duration;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What goes in comes out later by a fixed time, in the same order. May be used by any thread. */
final class DelayLine<T> {
    private final long delayNanos;
    private final Semaphore places;
    private final AtomicLong count = new AtomicLong();
    private final DelayQueue<Item<T>> items = new DelayQueue<>();

    /** @param capacity what may be inside at once */
    DelayLine(Duration delay, int capacity) {
        delayNanos = delay.toNanos();
        places = new Semaphore(capacity);
    }

    /** Waits while the line is full. */
    void put(T value) throws InterruptedException {
        places.acquire();
        add(value);
    }

    /** False: the line is full. */
    boolean offer(T value) {
        boolean taken = places.tryAcquire();
        if (taken) {
            add(value);
        }
        return taken;
    }

    private void add(T value) {
        items.put(new Item<>(value, System.nanoTime() + delayNanos, count.getAndIncrement()));
    }

    /** Waits until the next one has been inside for long enough. */
    T take() throws InterruptedException {
        T value = items.take().value;
        places.release();
        return value;
    }

    private record Item<T>(T value, long due, long number) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(number - ((Item<?>) other).number);
        }
    }
}
