package dev.roomtalk.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a room's history to read. What is read at once is at most 64 KiB: {@link RoomHistory} says what it covers.
 *
 * @param after sequences above this; 0: from the first on
 * @param upTo sequences up to this; 0: up to the newest
 * @param last the newest of them, at most so many; 0: the oldest, as many as come at once
 * @param since taken from then on; null: at any time
 * @param until taken before then; null: at any time
 */
public record HistoryQuery(
        long after,
        long upTo,
        int last,
        @Nullable Instant since,
        @Nullable Instant until) {
    public HistoryQuery {
        if (after < 0 || upTo < 0 || last < 0) {
            throw new IllegalArgumentException("sequences and counts are not negative");
        }
    }

    /** The newest. */
    public static HistoryQuery last(int count) {
        return new HistoryQuery(0, 0, count, null, null);
    }

    /** The newest below a sequence; {@code sequence} is above 1. */
    public static HistoryQuery before(long sequence, int count) {
        return new HistoryQuery(0, sequence - 1, count, null, null);
    }

    /** The oldest above a sequence. */
    public static HistoryQuery after(long sequence) {
        return new HistoryQuery(sequence, 0, 0, null, null);
    }

    /** The oldest from a time on. Where the server's clock was set back, this is one of the places where time passes it. */
    public static HistoryQuery since(Instant time) {
        return new HistoryQuery(0, 0, 0, time, null);
    }

    /** Of these, those up to a sequence. */
    public HistoryQuery upTo(long sequence) {
        return new HistoryQuery(after, sequence, last, since, until);
    }
}
