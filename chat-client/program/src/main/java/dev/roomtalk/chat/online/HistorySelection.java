package dev.roomtalk.chat.online;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which part of a room's history is wanted. */
public sealed interface HistorySelection {
    /** How many messages are printed when nobody says how many. */
    long DEFAULT_COUNT = 50;

    /** How many messages are printed before and after a place when nobody says how many. */
    long DEFAULT_CONTEXT = 10;

    /**
     * Messages between two times.
     *
     * @param newest at most this many of the newest; null: all
     */
    record Range(
            @Nullable Long newest,
            @Nullable Instant since,
            @Nullable Instant until) implements HistorySelection {}

    /** Messages before and after a message, and that one. */
    record AroundMessage(long sequence, long context) implements HistorySelection {}

    /** Messages before and after a time. */
    record AroundTime(Instant time, long context) implements HistorySelection {}

    static HistorySelection range(@Nullable Long newest, @Nullable Instant since, @Nullable Instant until) {
        return new Range(newest == null && since == null ? Long.valueOf(DEFAULT_COUNT) : newest, since, until);
    }

    static HistorySelection aroundMessage(long sequence, @Nullable Long context) {
        return new AroundMessage(sequence, context == null ? DEFAULT_CONTEXT : context);
    }

    static HistorySelection aroundTime(Instant time, @Nullable Long context) {
        return new AroundTime(time, context == null ? DEFAULT_CONTEXT : context);
    }
}
