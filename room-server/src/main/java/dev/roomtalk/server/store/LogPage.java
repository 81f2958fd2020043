package dev.roomtalk.server.store;

import java.util.List;

/**
 * A stretch of a room's log. What lies above {@code coversFrom}, up to {@code coversTo}, and is not in it, is gone.
 *
 * @param entries in the order of their sequence
 * @param coversFrom where what was asked for begins; higher where the newest were wanted and the page was full
 * @param coversTo where what was asked for ends, never above the last committed sequence; lower where the page was full
 * @param committed the last sequence that is committed
 * @param oldest the lowest sequence that is kept; where nothing is, one more than the last that was committed
 * @param removed what an operator has removed of it, and was not lost
 */
public record LogPage(
        List<LogEntry> entries,
        long coversFrom,
        long coversTo,
        long committed,
        long oldest,
        List<SequenceRanges.Range> removed) {
    /** Of which nothing was removed by an operator. */
    public LogPage(List<LogEntry> entries, long coversFrom, long coversTo, long committed, long oldest) {
        this(entries, coversFrom, coversTo, committed, oldest, List.of());
    }

    /** Of a log that has nothing. */
    public static LogPage none(long after) {
        return new LogPage(List.of(), after, after, 0, 1);
    }
}
