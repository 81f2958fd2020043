package dev.roomtalk.server.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answers to one room's appends that are still to be given. They are added under the room's lock, in the order of
 * their numbers, and given outside it, in the same order: whoever comes while an answer is being given, from that
 * answer's own call or on another thread, leaves his to the one who is at it. So a fan-out, which is what an answer
 * sets off, holds up nobody.
 */
public final class Answers<T> {
    private final Object lock;
    private final Consumer<T> give;
    /** Guarded by the lock, as the rest. */
    private final Deque<T> waiting = new ArrayDeque<>();

    private boolean giving;

    /**
     * No answers.
     *
     * @param lock of the room
     * @param give gives one answer, without the lock
     */
    public Answers(Object lock, Consumer<T> give) {
        this.lock = lock;
        this.give = give;
    }

    /** Adds the next answer. To be called with the lock. */
    public void add(T answer) {
        assert Thread.holdsLock(lock) : "numbers are in order under the lock alone";
        waiting.addLast(answer);
    }

    /**
     * Gives what waits, unless somebody is at it. To be called without the lock. What an answer throws reaches the
     * caller when the others have been given.
     */
    public void give() {
        assert !Thread.holdsLock(lock) : "an answer is given outside the lock";
        for (T next = begin(); next != null; next = next()) {
            boolean given = false;
            try {
                give.accept(next);
                given = true;
            } finally {
                if (!given) {
                    interrupted();
                    give();
                }
            }
        }
    }

    private void interrupted() {
        synchronized (lock) {
            giving = false;
        }
    }

    private @Nullable T begin() {
        synchronized (lock) {
            return giving ? null : next();
        }
    }

    private @Nullable T next() {
        synchronized (lock) {
            T next = waiting.pollFirst();
            giving = next != null;
            return next;
        }
    }
}
