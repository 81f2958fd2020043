package dev.roomtalk.client.internal.rooms;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The sequences of a room that were not shown: their messages are gone, or were shown before under another number. At
 * most 1,000 stretches are remembered, the newest. Confined to the session's loop.
 */
final class SkippedSequences {
    private static final int MAX = 1_000;

    /** With both ends. */
    private record Stretch(long from, long to) {}

    private final Deque<Stretch> stretches = new ArrayDeque<>();

    /** Above all that were added before. */
    void add(long from, long to) {
        Stretch before = stretches.peekLast();
        if (before != null && before.to == from - 1) {
            stretches.removeLast();
            stretches.addLast(new Stretch(before.from, to));
            return;
        }
        stretches.addLast(new Stretch(from, to));
        if (stretches.size() > MAX) {
            stretches.removeFirst();
        }
    }

    /** Forgets those above a sequence, and returns how many they were. */
    long takeAbove(long sequence) {
        long count = 0;
        while (!stretches.isEmpty() && stretches.getLast().to > sequence) {
            Stretch last = stretches.removeLast();
            count += last.to - Math.max(last.from - 1, sequence);
            if (last.from <= sequence) {
                stretches.addLast(new Stretch(last.from, sequence));
            }
        }
        return count;
    }
}
