package dev.roomtalk.server.room;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The latest messages of a room, by sequence, for repair. It takes memory as it fills, and gives it back as its oldest
 * messages go. Confined to its room.
 */
final class Ring {
    private static final int FIRST_SLOTS = 16;

    /** Two slots, because their array may just have doubled, the message, and its two texts without characters. */
    private static final int OVERHEAD = 2 * Long.BYTES + 56 + 2 * 40;

    private final int capacity;
    /** Empty while it has no message. */
    private @Nullable Message[] slots = {};

    private long latest;
    private long oldest;
    private long weight;

    /** @param latest the sequence before its first message */
    Ring(int capacity, long latest) {
        this.capacity = capacity;
        this.latest = latest;
        this.oldest = latest + 1;
    }

    /** Sequences grow, but may jump. */
    void add(Message message) {
        long sequence = message.sequence();
        if (sequence != latest + 1) {
            clear();
            oldest = sequence;
        }
        latest = sequence;
        while (latest - oldest >= capacity) {
            forgetOldest();
        }
        if (latest - oldest >= slots.length) {
            grow();
        }
        slots[slot(sequence)] = message;
        weight += weight(message);
    }

    /** Carries out what a message that was added does to another one. */
    void carryOut(Message message) {
        Revisable.carryOut(message, this::get, this::replace);
    }

    private void replace(Message revised) {
        Message before = slots[slot(revised.sequence())];
        weight += weight(revised) - (before == null ? 0 : weight(before));
        slots[slot(revised.sequence())] = revised;
    }

    private int slot(long sequence) {
        return (int) (sequence % slots.length);
    }

    private void grow() {
        @Nullable Message[] before = slots;
        slots = new @Nullable Message[Math.min(capacity, Math.max(FIRST_SLOTS, 2 * before.length))];
        for (long s = oldest; s < latest; s++) {
            slots[slot(s)] = before[(int) (s % before.length)];
        }
    }

    @Nullable
    Message get(long sequence) {
        if (sequence < oldest || sequence > latest) {
            return null;
        }
        return slots[slot(sequence)];
    }

    /** Forgets its oldest message; false: it has none. */
    boolean forgetOldest() {
        if (oldest > latest) {
            return false;
        }
        int slot = slot(oldest);
        Message message = slots[slot];
        weight -= message == null ? 0 : weight(message);
        slots[slot] = null;
        oldest++;
        if (oldest > latest) {
            clear();
        }
        return true;
    }

    /** Forgets its messages up to the last of these. */
    void forgetUpToLast(Predicate<Message> which) {
        long end = latest;
        while (end >= oldest) {
            Message message = slots[slot(end)];
            if (message != null && which.test(message)) {
                break;
            }
            end--;
        }
        while (oldest <= end && forgetOldest()) {
            // One after another.
        }
    }

    /** Forgets all messages. */
    void clear() {
        slots = new @Nullable Message[0];
        oldest = latest + 1;
        weight = 0;
    }

    /** The lowest sequence that it has; one more than the latest if it has none. */
    long oldest() {
        return oldest;
    }

    /** About how many bytes of memory its messages take. */
    long weight() {
        return weight;
    }

    private static long weight(Message message) {
        String label = message.label();
        return OVERHEAD + weight(message.text()) + (label == null ? 0 : weight(label));
    }

    /** The bytes of a text in memory: one for each character, or two if any of them needs it. */
    static long weight(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return 2L * text.length();
            }
        }
        return text.length();
    }
}
