package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.proto.Nack;

/** Sequences that are missing, given in ascending order, as the ranges of a Nack. */
final class NackRanges {
    private final Nack.Builder nack = Nack.newBuilder();
    // One past the range before.
    private long end;
    private long first;
    private long count;

    void add(long sequence) {
        if (count > 0 && sequence == first + count) {
            count++;
            return;
        }
        flush();
        first = sequence;
        count = 1;
    }

    boolean isEmpty() {
        return count == 0;
    }

    Nack nack(int room) {
        flush();
        count = 0;
        return nack.setRoom(room).build();
    }

    private void flush() {
        if (count > 0) {
            nack.addRanges(first - end).addRanges(count);
            end = first + count;
        }
    }
}
