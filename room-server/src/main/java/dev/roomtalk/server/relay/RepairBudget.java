package dev.roomtalk.server.relay;

/**
 * How many messages a session may be sent again by UDP: one for four that it was delivered by UDP, and some at once. So
 * a datagram that everybody lost costs a quarter more, and no storm. Confined to its session's loop.
 */
final class RepairBudget {
    private static final int DELIVERIES_PER_REPAIR = 4;
    private static final int BURST = 64;

    /** In deliveries. */
    private int credit = BURST * DELIVERIES_PER_REPAIR;

    /** A message was delivered. */
    void earn() {
        if (credit < BURST * DELIVERIES_PER_REPAIR) {
            credit++;
        }
    }

    /** Whether a message may be sent again. */
    boolean lasts() {
        return credit >= DELIVERIES_PER_REPAIR;
    }

    /** True: a message may be sent again, and the budget is that much smaller. */
    boolean spend() {
        if (!lasts()) {
            return false;
        }
        credit -= DELIVERIES_PER_REPAIR;
        return true;
    }
}
