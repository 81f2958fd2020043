package dev.roomtalk.server.relay;

import dev.roomtalk.wire.Protocol;

/**
 * How many bytes a session may be answered with by UDP: three times those of its datagrams, and for messages that it
 * lost a quarter of those that it was delivered by UDP. What is over it travels over TCP. So nobody gets much more out
 * of the relay than they put in, and a datagram that everybody lost costs a quarter more, and no storm. The {@code
 * Latest} of {@link PingReplies} are not counted: they come once a second at most. Confined to its session's loop.
 */
final class AnswerBudget {
    /** Answers for one byte that came in. */
    private static final int AMPLIFICATION = 3;

    private static final int DELIVERED_PER_REPAIRED = 4;

    /** What a session can have saved, in bytes. */
    private static final int MAX = 64 * 1024;

    /** In quarters of a byte, so that a short message counts too. */
    private int credit;

    /** A datagram of {@code length} bytes came. */
    void received(int length) {
        earn(AMPLIFICATION * DELIVERED_PER_REPAIRED * length);
    }

    /** A message of {@code length} bytes was delivered. */
    void delivered(int length) {
        earn(length);
    }

    private void earn(int quarters) {
        credit = Math.min(credit + quarters, MAX * DELIVERED_PER_REPAIRED);
    }

    /** Whether an answer of any length may be sent. */
    boolean lasts() {
        return credit >= Protocol.MAX_DATAGRAM * DELIVERED_PER_REPAIRED;
    }

    /** True: an answer of {@code length} bytes may be sent, and the budget is that much smaller. */
    boolean spend(int length) {
        int quarters = length * DELIVERED_PER_REPAIRED;
        if (quarters > credit) {
            return false;
        }
        credit -= quarters;
        return true;
    }
}
