package dev.roomtalk.server.room;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a room that the engine has not answered for, each under an id that no other had. Ids are given one
 * after another and answered in nearly the same order, so they have places in a ring. Confined to its room.
 */
final class Appends {
    /** A power of two, as it stays when it grows. */
    private static final int FIRST_SLOTS = 4;

    private @Nullable Pending[] slots = new @Nullable Pending[FIRST_SLOTS];
    /** The lowest id without an answer; {@link #next} where all have one. */
    private long first = 1;

    private long next = 1;

    /** Gives a message its id. */
    long add(Pending message) {
        if (next - first == slots.length) {
            grow();
        }
        slots[slot(next)] = message;
        return next++;
    }

    /** The engine has answered for this id; null: it had before. */
    @Nullable
    Pending remove(long id) {
        if (id < first || id >= next) {
            return null;
        }
        Pending message = slots[slot(id)];
        slots[slot(id)] = null;
        while (first < next && slots[slot(first)] == null) {
            first++;
        }
        if (first == next && slots.length > FIRST_SLOTS) {
            slots = new @Nullable Pending[FIRST_SLOTS];
        }
        return message;
    }

    boolean isEmpty() {
        return first == next;
    }

    /** In the order of their ids. */
    List<Pending> all() {
        List<Pending> all = new ArrayList<>();
        for (long id = first; id < next; id++) {
            Pending message = slots[slot(id)];
            if (message != null) {
                all.add(message);
            }
        }
        return all;
    }

    private void grow() {
        @Nullable Pending[] before = slots;
        slots = new @Nullable Pending[2 * before.length];
        for (long id = first; id < next; id++) {
            slots[slot(id)] = before[(int) (id & (before.length - 1))];
        }
    }

    private int slot(long id) {
        return (int) (id & (slots.length - 1));
    }
}
