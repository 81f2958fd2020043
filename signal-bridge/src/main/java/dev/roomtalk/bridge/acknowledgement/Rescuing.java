package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.concurrent.TimeUnit;

/**
 * A sender sleeps in the middle of its message, and no repeat has helped: bits of it were lost, and what it waits for
 * cannot be known. It gets a zero byte by SIGUSR1 and then the other signal; where its message has ended, the answer
 * that it is used to.
 */
final class Rescuing implements State {
    /** After the last repeat, and then twice as long each time. */
    static final long FIRST = TimeUnit.MILLISECONDS.toNanos(500);

    static final int MAX_RESCUES = 8;

    @Override
    public Action onTime(Exchange exchange, long now) {
        if (exchange.turn) {
            return Action.LOOK;
        }
        exchange.withhold(State.REPEAT_WITHHELD);
        return Action.REST;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        if (exchange.isBusy(found)) {
            exchange.plan(State.RESCUING, now + Exchange.REPEATS[3]);
            return Action.REST;
        }
        Signal signal =
                exchange.ended ? exchange.usualAnswer() : exchange.zeroBits < ZeroByte.BITS ? Signal.USR1 : Signal.USR2;
        exchange.surplus++;
        if (!exchange.ended && exchange.zeroBits < ZeroByte.BITS) {
            exchange.zeroBits++;
            exchange.plan(State.RESCUING, now + ZeroByte.BIT_PACE);
        } else {
            exchange.zeroBits = 0;
            exchange.rescues++;
            boolean enough = exchange.rescues == MAX_RESCUES;
            exchange.plan(
                    enough ? State.IDLE : State.RESCUING, enough ? Deadline.NEVER : now + (FIRST << exchange.rescues));
        }
        exchange.answered = true;
        return new Action.Send(Exchange.choose(found, signal), true);
    }
}
