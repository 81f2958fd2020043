package dev.roomtalk.client.terminal;

import dev.roomtalk.client.ChatEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The UI thread and its inbox: the only way by which the session's thread and the reader of the keyboard reach what is on the
 * screen.
 */
final class UiLoop implements Executor {
    /** Messages beyond so many waiting tasks are counted instead of kept: the screen does not keep up with them. */
    static final int CROWDED = 10_000;

    private static final int BATCH = 2000;

    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final AtomicLong skipped = new AtomicLong();
    private Consumer<ChatEvent> events = event -> {};
    private volatile boolean stopped;

    /** Takes an event from the session's thread. It waits here until the loop runs. */
    void offer(ChatEvent event) {
        if (event instanceof ChatEvent.Message && inbox.size() >= CROWDED) {
            skipped.incrementAndGet();
        } else {
            inbox.add(() -> events.accept(event));
        }
    }

    @Override
    public void execute(Runnable task) {
        inbox.add(task);
    }

    /**
     * Runs until {@link #stop}, on the calling thread, which thereby is the UI thread.
     *
     * @param consumer takes the events that were offered
     * @param overflow told how many messages were not kept
     * @param settle called after each batch of tasks; answers after which time it wants to be called again at the latest
     */
    void run(Consumer<ChatEvent> consumer, LongConsumer overflow, Supplier<Duration> settle)
            throws InterruptedException {
        events = consumer;
        List<Runnable> batch = new ArrayList<>();
        long patience = 0;
        while (!stopped) {
            Runnable first = inbox.poll(patience, TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                inbox.drainTo(batch, BATCH);
                batch.forEach(Runnable::run);
                batch.clear();
            }
            long lost = skipped.getAndSet(0);
            if (lost > 0) {
                overflow.accept(lost);
            }
            patience = settle.get().toMillis();
        }
    }

    /** Ends the loop after the tasks of the current batch. */
    void stop() {
        stopped = true;
        inbox.add(() -> {});
    }
}
