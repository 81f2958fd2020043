package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.concurrent.TimeUnit;

/**
 * A paced sender sleeps on after the signal at its end: it is sent a zero byte, bit by bit with SIGUSR1, for which some
 * wait; and then as many more as its message had bytes, because others count a signal for each.
 */
final class ZeroByte implements State {
    /** A zero byte, and what completes a byte that was begun by the signal before. */
    static final int BITS = 15;

    static final long BIT_PACE = TimeUnit.MILLISECONDS.toNanos(3);

    /** Behind the zero byte: one that only counts is fast, and not patient. */
    private static final long COUNT_PACE = TimeUnit.MICROSECONDS.toNanos(400);

    private static final long MAX_BITS = 4_096;

    private static final int MAX_LOOKS = 300;

    @Override
    public Action onTime(Exchange exchange, long now) {
        return Action.LOOK;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        // The signal before these was the first.
        boolean enough = exchange.zeroBits >= Math.clamp(exchange.bits / 8 + 1, BITS, MAX_BITS);
        long pace = exchange.zeroBits < BITS ? BIT_PACE : COUNT_PACE;
        if (enough || !found.takes(Signal.USR1) || exchange.looks == MAX_LOOKS) {
            exchange.plan(State.IDLE, Deadline.NEVER);
            return Action.REST;
        }
        if (!found.asleep()) {
            exchange.looks++;
            exchange.due = now + pace;
            return Action.REST;
        }
        exchange.looks = 0;
        exchange.zeroBits++;
        exchange.plan(State.ZERO_BYTE, now + pace);
        return exchange.send(now, Signal.USR1);
    }
}
