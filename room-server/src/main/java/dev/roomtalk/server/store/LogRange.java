package dev.roomtalk.server.store;

/**
 * Which messages of a room's log are wanted: those with sequences in ({@code after}, {@code upTo}] that were taken from
 * {@code sinceMillis} on and before {@code untilMillis}, and of them as many as one page has place for.
 *
 * <p>A time stands for a place in the log, found by bisection, as times grow with sequences. Where the clock was set
 * back they do not: then it is one of the places where an older message stands before one that is not, and messages are
 * neither left out nor taken in for their own time.
 *
 * @param sinceMillis milliseconds since 1970; 0: from any time
 * @param untilMillis milliseconds since 1970; 0: to any time
 * @param last 0: the page begins above {@code after}; otherwise it ends at {@code upTo}, and has at most so many
 * @param maxBytes by {@link LogEntry#weight}; at least one message is read if there is one
 */
public record LogRange(long after, long upTo, long sinceMillis, long untilMillis, int last, int maxBytes) {
    /** From {@code after} on. */
    public static LogRange of(long after, long upTo, int maxBytes) {
        return new LogRange(after, upTo, 0, 0, 0, maxBytes);
    }

    /** The newest up to {@code upTo}. */
    public static LogRange last(int last, long upTo, int maxBytes) {
        return new LogRange(0, upTo, 0, 0, last, maxBytes);
    }
}
