package dev.roomtalk.server.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answers to one room's appends. They are added under the room's lock, in the order of their numbers, and given
 * outside it, in the same order: whoever adds one while another is being given, in that answer's own call or on another
 * thread, leaves it to the one who gives. So a fan-out, which is what an answer sets off, holds up nobody.
 */
public final class Answers<T> {
    private final Object lock;
    private final Consumer<T> give;
    /** Those that came while another was being given. Guarded by the lock. */
    private final Deque<T> waiting = new ArrayDeque<>();
    /** Guarded by the lock. While it is false, none wait. */
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

    /**
     * Adds the next answer. To be called with the lock.
     *
     * @return what the caller has to {@link #give}, when it has left the lock; null: somebody else gives it
     */
    public @Nullable T add(T answer) {
        assert Thread.holdsLock(lock) : "numbers are in order under the lock alone";
        if (giving) {
            waiting.addLast(answer);
            return null;
        }
        giving = true;
        return answer;
    }

    /**
     * Gives an answer, and then those that have come meanwhile. To be called without the lock. What an answer throws
     * reaches the caller when the others have been given.
     *
     * @param added what {@link #add} returned
     */
    public void give(@Nullable T added) {
        assert !Thread.holdsLock(lock) : "an answer is given outside the lock";
        for (T next = added; next != null; next = next()) {
            boolean given = false;
            try {
                give.accept(next);
                given = true;
            } finally {
                if (!given) {
                    give(next());
                }
            }
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
