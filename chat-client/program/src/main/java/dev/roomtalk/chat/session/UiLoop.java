package dev.roomtalk.chat.session;

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
 * The UI thread and its queue, the only way by which the session's thread and the keyboard's thread reach the state of
 * the chat.
 */
public final class UiLoop implements Executor {
    /** When so many tasks wait, further messages are counted instead of kept: the screen does not keep up with them. */
    static final int MAX_WAITING = 10_000;

    private static final int BATCH = 2000;

    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final AtomicLong skipped = new AtomicLong();
    private Consumer<ChatEvent> events = event -> {};
    private volatile boolean stopped;

    /** Takes an event from the session's thread. It waits here until the loop runs. */
    public void offer(ChatEvent event) {
        if (event instanceof ChatEvent.Message && inbox.size() >= MAX_WAITING) {
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
     * @param settle called after each batch of tasks; answers after which time it wants to be called again at the
     *     latest
     */
    public void run(Consumer<ChatEvent> consumer, LongConsumer overflow, Supplier<Duration> settle)
            throws InterruptedException {
        events = consumer;
        List<Runnable> batch = new ArrayList<>();
        long wait = 0;
        while (!stopped) {
            Runnable first = inbox.poll(wait, TimeUnit.MILLISECONDS);
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
            wait = settle.get().toMillis();
        }
    }

    /** Ends the loop after the tasks of the current batch. */
    public void stop() {
        stopped = true;
        inbox.add(() -> {});
    }
}
