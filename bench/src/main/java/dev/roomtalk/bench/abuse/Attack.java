package dev.roomtalk.bench.abuse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** The threads of an attack, which go on until it is closed. */
final class Attack implements AutoCloseable {
    private static final long END_MILLIS = 5_000;

    private final List<Thread> threads = new ArrayList<>();
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile boolean over;

    /** One step of an attacker; it may fail, as when the server ends its connection. */
    interface Step {
        void run() throws Exception;
    }

    /** Repeats a step on a thread of its own, with a pause behind each. */
    void repeat(Step step, long pauseMillis) {
        Thread thread = Thread.ofVirtual().unstarted(() -> {
            while (!over) {
                try {
                    step.run();
                    done.increment();
                    Thread.sleep(pauseMillis);
                } catch (InterruptedException e) {
                    return;
                } catch (Exception e) {
                    failed.increment();
                    pauseAfterFailure();
                }
            }
        });
        threads.add(thread);
        thread.start();
    }

    /** Waits, as an attacker or a bystander does. */
    static void pause(long millis) throws InterruptedException {
        Thread.sleep(millis);
    }

    private static void pauseAfterFailure() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isOver() {
        return over;
    }

    /** Steps that went as the attacker meant them. */
    long done() {
        return done.sum();
    }

    /** Steps that the server cut short. */
    long failed() {
        return failed.sum();
    }

    @Override
    public void close() {
        over = true;
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join(END_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
