package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.client.internal.base.RoundTrip;
import java.time.Duration;

/**
 * How long a session waits for the answer to a message before it sends it again: one for all its rooms, because an
 * answer that is late says something of the path to the server and not of the message (RFC 6298 §5.5). Confined to the
 * session's loop.
 *
 * <p>A message has two answers: its own delivery, and the receipt that follows when the room has stored it. For each
 * there is a {@link Backoff}: it doubles with every round that went unanswered, however many messages were in that
 * round, holds for messages that are sent for the first time meanwhile, and ends with the next answer that belongs to
 * one sending without doubt, from which the time is worked out anew.
 */
final class ResendTimes {
    /** The longest time between two sendings of a message. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Duration RECEIPT = Duration.ofMillis(200);
    private static final Duration OVER_TCP = Duration.ofSeconds(1);
    /** Rounds by UDP, after which a message goes over TCP: there the first round waits the shortest time. */
    private static final int ROUNDS_BY_UDP = 3;

    /** Beyond {@link #LONGEST} for whatever time there is. */
    private static final int MAX_DOUBLINGS = 16;

    /** The rounds that went unanswered, one after another. */
    private static final class Backoff {
        private int rounds;
        private long grownAt;

        /** What was sent before the last round ended belongs to that round. */
        void onUnanswered(long sentAt, long now) {
            if (rounds == 0 || sentAt - grownAt >= 0) {
                rounds++;
                grownAt = now;
            }
        }

        void reset() {
            rounds = 0;
        }

        Duration longer(Duration time, int freeRounds) {
            Duration longer = time.multipliedBy(1L << Math.clamp(rounds - freeRounds, 0, MAX_DOUBLINGS));
            return longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
        }
    }

    private final RoundTrip byUdp;
    private final RoundTrip receipts = new RoundTrip();
    private final Backoff relaying = new Backoff();
    private final Backoff storing = new Backoff();

    /** @param byUdp of the session's datagrams, which messages measure too */
    ResendTimes(RoundTrip byUdp) {
        this.byUdp = byUdp;
    }

    /** Another connection, or another transport: nothing is known of it. */
    void onNewPath() {
        receipts.reset();
        relaying.reset();
        storing.reset();
    }

    /** A message that was sent once was delivered back to its sender. */
    void onRelayed(long nanos, boolean udp) {
        if (udp) {
            byUdp.sample(nanos);
        }
        relaying.reset();
    }

    /** A message that was sent once has its receipt. */
    void onStored(long nanos) {
        receipts.sample(nanos);
        storing.reset();
    }

    /**
     * A message is sent again.
     *
     * @param sentAt when it was sent before
     * @param relayed whether it was delivered back, so that only its receipt is missing
     */
    void onUnanswered(long sentAt, long now, boolean relayed) {
        (relayed ? storing : relaying).onUnanswered(sentAt, now);
    }

    /**
     * How long the delivery of a message that is sent now may take.
     *
     * @param timeout of the transport in use, as its round trips say
     */
    Duration untilRelayed(Duration timeout, boolean udp) {
        return udp
                ? relaying.longer(timeout, 0)
                : relaying.longer(longer(OVER_TCP, timeout.multipliedBy(4)), ROUNDS_BY_UDP);
    }

    /**
     * How long the receipt of a message that was delivered back may still take: it holds up the window, and is lost as
     * easily.
     */
    Duration untilStored(Duration timeout) {
        Duration known = receipts.smoothed() == null ? RECEIPT : longer(RECEIPT, receipts.timeout());
        return storing.longer(longer(known, timeout.multipliedBy(2)), 0);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
