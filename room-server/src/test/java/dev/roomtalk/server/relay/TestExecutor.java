package dev.roomtalk.server.relay;

import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Runs what it is given at once, on the thread that gives it, unless it is just running something: then behind that.
 * What is scheduled runs when the test lets time pass.
 */
final class TestExecutor extends AbstractScheduledEventExecutor {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;
    private long now;
    private final Ticker ticker = new Ticker() {
        @Override
        public long initialNanoTime() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void sleep(long delay, TimeUnit unit) {
            throw new UnsupportedOperationException("nothing waits here");
        }
    };

    /** Since it was made. */
    long nanos() {
        return now;
    }

    void pass(long nanos) {
        long end = now + nanos;
        for (long next = nextScheduledTaskDeadlineNanos();
                next != -1 && next <= end;
                next = nextScheduledTaskDeadlineNanos()) {
            now = Math.max(now, next);
            Runnable due = pollScheduledTask(now);
            if (due != null) {
                due.run();
            }
        }
        now = end;
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public void execute(Runnable task) {
        waiting.addLast(task);
        if (!running) {
            running = true;
            try {
                for (Runnable next = waiting.pollFirst(); next != null; next = waiting.pollFirst()) {
                    next.run();
                }
            } finally {
                running = false;
            }
        }
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return true;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<?> terminationFuture() {
        throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }
}
