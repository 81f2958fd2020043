package dev.roomtalk.server.room;

import org.jspecify.annotations.Nullable;

/** The latest messages of a room, by sequence, for repair. Confined to its room. */
final class Ring {
    private final @Nullable Message[] slots;
    private long latest;
    private long oldest;

    /** @param latest the sequence before its first message */
    Ring(int capacity, long latest) {
        slots = new @Nullable Message[capacity];
        this.latest = latest;
        this.oldest = latest + 1;
    }

    /** Sequences grow, but may jump. */
    void add(Message message) {
        long sequence = message.sequence();
        if (sequence != latest + 1) {
            oldest = sequence;
        }
        latest = sequence;
        oldest = Math.max(oldest, latest - slots.length + 1);
        slots[(int) (sequence % slots.length)] = message;
    }

    @Nullable
    Message get(long sequence) {
        if (sequence < oldest || sequence > latest) {
            return null;
        }
        return slots[(int) (sequence % slots.length)];
    }

    /** The lowest sequence that it has. */
    long oldest() {
        return oldest;
    }
}
