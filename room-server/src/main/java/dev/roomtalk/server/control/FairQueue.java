package dev.roomtalk.server.control;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slow work of one kind for users, who take turns: of each user one task at a time is underway, so that nobody waits
 * for all that another has asked for. Any thread.
 */
final class FairQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FairQueue.class);

    /** Tasks that are underway at one time. */
    private static final int AT_ONCE = 2;

    private static final int MAX_WAITING = 1_024;
    private static final int MAX_WAITING_OF_USER = 8;

    private final Executor threads;
    private final Runnable endThreads;

    // Under the lock of this object

    private final Map<Long, Deque<Task>> waiting = new HashMap<>();
    private final Deque<Long> turns = new ArrayDeque<>();
    private final Set<Long> underway = new HashSet<>();
    private int count;
    private boolean closed;

    /** Work that has ended when the stage has, on whichever thread. */
    @FunctionalInterface
    interface Task {
        CompletionStage<?> begin();
    }

    /** @param thread the name of its threads */
    FairQueue(String thread) {
        ExecutorService own = Executors.newFixedThreadPool(AT_ONCE, new DefaultThreadFactory(thread, true));
        threads = own;
        endThreads = own::shutdownNow;
    }

    /** A queue without threads of its own. */
    FairQueue(Executor threads) {
        this.threads = threads;
        this.endThreads = () -> {};
    }

    /** False: too much waits, of this user or of all, and the task will not run. */
    synchronized boolean offer(long userId, Task task) {
        Deque<Task> own = waiting.get(userId);
        if (closed || count >= MAX_WAITING || (own != null && own.size() >= MAX_WAITING_OF_USER)) {
            return false;
        }
        if (own == null) {
            own = new ArrayDeque<>();
            waiting.put(userId, own);
            if (!underway.contains(userId)) {
                turns.addLast(userId);
            }
        }
        own.addLast(task);
        count++;
        beginNext();
        return true;
    }

    private void beginNext() {
        while (!closed && underway.size() < AT_ONCE && !turns.isEmpty()) {
            long userId = turns.removeFirst();
            Deque<Task> own = waiting.get(userId);
            if (own == null) {
                continue;
            }
            Task task = own.removeFirst();
            count--;
            if (own.isEmpty()) {
                waiting.remove(userId);
            }
            underway.add(userId);
            threads.execute(() -> run(userId, task));
        }
    }

    private void run(long userId, Task task) {
        try {
            var _ = task.begin().whenComplete((done, failure) -> ended(userId));
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a task of a user failed");
            ended(userId);
        }
    }

    private synchronized void ended(long userId) {
        underway.remove(userId);
        if (waiting.containsKey(userId)) {
            turns.addLast(userId);
        }
        beginNext();
    }

    /** Tasks that are not underway yet. */
    synchronized int waiting() {
        return count;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        endThreads.run();
    }
}
