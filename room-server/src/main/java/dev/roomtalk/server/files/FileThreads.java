package dev.roomtalk.server.files;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Threads for what blocks on the store of files, and for their hashes. Any thread. */
public final class FileThreads implements AutoCloseable {
    private final ExecutorService threads;

    /** So many threads, which start with the first work. */
    public FileThreads(int count) {
        AtomicInteger next = new AtomicInteger();
        threads = Executors.newFixedThreadPool(count, task -> {
            Thread made = new Thread(task, "file-" + next.getAndIncrement());
            made.setDaemon(true);
            return made;
        });
    }

    /** Runs what is given to it on any of the threads; after the end nothing. */
    public void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            // The node is stopping. What was written is kept, and gone on with after the start.
        }
    }

    /** An executor that runs its tasks one after the other, in their order. */
    public Executor inOrder() {
        return new InOrder();
    }

    private final class InOrder implements Executor {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean running;

        @Override
        public void execute(Runnable task) {
            synchronized (waiting) {
                waiting.addLast(task);
                if (running) {
                    return;
                }
                running = true;
            }
            FileThreads.this.execute(this::runAll);
        }

        private void runAll() {
            for (Runnable task = next(); task != null; task = next()) {
                task.run();
            }
        }

        private @Nullable Runnable next() {
            synchronized (waiting) {
                Runnable task = waiting.pollFirst();
                running = task != null;
                return task;
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            boolean _ = threads.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
