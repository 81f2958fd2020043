package dev.roomtalk.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a room's history to read. What is read at once is at most 64 KiB: {@link RoomHistory} says what it
 * covers.
 *
 * @param after only sequences above this; 0 for no lower limit
 * @param upTo only sequences up to this; 0 for no upper limit
 * @param last read the newest, at most this many; 0 to read the oldest, as many as fit
 * @param since only messages taken then or later; null for no lower limit
 * @param until only messages taken before then; null for no upper limit
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
        if (since != null && until != null && since.isAfter(until)) {
            throw new IllegalArgumentException("a reversed range: it begins at " + since + " and ends at " + until);
        }
    }

    /** The newest messages. */
    public static HistoryQuery last(int count) {
        return new HistoryQuery(0, 0, count, null, null);
    }

    /** The newest messages below a sequence, which is above 1. */
    public static HistoryQuery before(long sequence, int count) {
        return new HistoryQuery(0, sequence - 1, count, null, null);
    }

    /** The oldest messages above a sequence. */
    public static HistoryQuery after(long sequence) {
        return new HistoryQuery(sequence, 0, 0, null, null);
    }

    /**
     * The oldest messages from a time on. Where the server's clock was set back, this is one of the places where time
     * passes it.
     */
    public static HistoryQuery since(Instant time) {
        return new HistoryQuery(0, 0, 0, time, null);
    }

    /** This query, limited to sequences up to one. */
    public HistoryQuery upTo(long sequence) {
        return new HistoryQuery(after, sequence, last, since, until);
    }
}
