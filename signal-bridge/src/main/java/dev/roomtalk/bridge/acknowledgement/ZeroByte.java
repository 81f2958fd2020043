package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.concurrent.TimeUnit;

/**
 * A paced sender sleeps on after the signal at its end: it is sent a zero byte, bit by bit with SIGUSR1, for which some
 * wait.
 */
final class ZeroByte implements State {
    /** A zero byte, and what completes a byte that was begun by the signal before. */
    static final int BITS = 15;

    static final long BIT_PACE = TimeUnit.MILLISECONDS.toNanos(3);

    private static final int MAX_LOOKS = 300;

    @Override
    public Action onTime(Exchange exchange, long now) {
        return Action.LOOK;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        if (exchange.zeroBits == BITS || !found.takes(Signal.USR1) || exchange.looks == MAX_LOOKS) {
            exchange.plan(State.IDLE, Deadline.NEVER);
            return Action.REST;
        }
        if (!found.asleep()) {
            exchange.looks++;
            exchange.due = now + BIT_PACE;
            return Action.REST;
        }
        exchange.looks = 0;
        exchange.zeroBits++;
        exchange.plan(State.ZERO_BYTE, now + BIT_PACE);
        return exchange.send(now, Signal.USR1);
    }
}
