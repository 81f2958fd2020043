package dev.roomtalk.server.relay;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What part of the datagrams to a session gets lost, by what its client reports under one connection id. Confined to
 * its session's loop.
 *
 * <p>A report is the client's word. One that cannot be true, or is older than the last, is passed over; with one that
 * could be, a client decides about nobody's deliveries but its own.
 */
final class PathLoss {
    private static final long SPAN_NANOS = TimeUnit.SECONDS.toNanos(2);

    /**
     * A span of few datagrams goes on until there are enough, but not for ever: what was long ago says nothing of now.
     */
    private static final long MAX_SPAN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int ENOUGH = 40;
    private static final int MAX_PERCENT = 10;

    /** Of few datagrams chance alone takes some more: a path that loses 5 % is not to be given up for it. */
    private static final int CHANCE = 4;

    /** A path that has lost nothing for so long is clean. */
    private static final long CLEAN_NANOS = TimeUnit.SECONDS.toNanos(60);

    private boolean begun;
    private long since;
    private long firstHighest;
    private long firstReceived;
    private long highest;
    private long received;
    private boolean clean;
    private boolean lost;
    private long lostAt;

    /** Some seconds of a path. {@code sent}: datagrams of which it is known whether they arrived. */
    record Span(long sent, long lost) {
        int percent() {
            return sent == 0 ? 0 : (int) (100 * lost / sent);
        }

        /** More than UDP without a congestion control of its own should go on with (RFC 8085 §3.1). */
        boolean tooMuch() {
            return sent >= ENOUGH && 100 * (lost - CHANCE) > MAX_PERCENT * sent;
        }
    }

    /**
     * The client has received {@code reportedReceived} of the datagrams numbered up to {@code reportedHighest}.
     *
     * @param sealed how many there are
     * @param now nanoseconds
     * @return the span that ends with this report; null: it goes on
     */
    @Nullable
    Span report(long reportedHighest, long reportedReceived, long sealed, long now) {
        if (reportedHighest > sealed
                || reportedReceived > reportedHighest
                || reportedHighest < highest
                || reportedReceived < received) {
            return null;
        }
        if (reportedHighest - reportedReceived > highest - received) {
            missed(now);
        }
        highest = reportedHighest;
        received = reportedReceived;
        clean = !lost || now - lostAt > CLEAN_NANOS;
        if (!begun) {
            begin(now);
            return null;
        }
        long sent = highest - firstHighest;
        long lasted = now - since;
        if (lasted < SPAN_NANOS || (sent < ENOUGH && lasted < MAX_SPAN_NANOS)) {
            return null;
        }
        // One that was overtaken by the last report counts in this span and was sent in the one before.
        Span span = new Span(sent, Math.clamp(sent - (received - firstReceived), 0, sent));
        begin(now);
        return span;
    }

    /** Whether there was a report, and nothing was lost in the minute before it or since. */
    boolean clean() {
        return clean;
    }

    /** The client says that something did not arrive. */
    void missed(long now) {
        clean = false;
        lost = true;
        lostAt = now;
    }

    private void begin(long now) {
        begun = true;
        since = now;
        firstHighest = highest;
        firstReceived = received;
    }
}
