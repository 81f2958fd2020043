package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.learned.ProgramTraits;
import java.util.concurrent.TimeUnit;

/**
 * The first bit has come: the process is looked at, a moment later. One that takes only SIGUSR2 waits for it if no
 * second bit comes meanwhile; one that takes nothing yet is looked at again. What is known of its program shortens
 * that.
 */
final class FirstLook implements State {
    static final long DELAY = TimeUnit.MICROSECONDS.toNanos(200);

    /** When it is looked at again, after the first bit. */
    private static final long[] AGAIN = {
        TimeUnit.MICROSECONDS.toNanos(Acknowledgement.SECOND_BIT_MICROS),
        TimeUnit.MICROSECONDS.toNanos(700),
        TimeUnit.MILLISECONDS.toNanos(1),
        TimeUnit.MILLISECONDS.toNanos(2),
        WaitingCheck.PATIENCE
    };

    @Override
    public Action onTime(Exchange exchange, long now) {
        return Action.LOOK;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        ProgramTraits.Beginning beginning = exchange.traits.beginning();
        if (beginning.isPaced()) {
            exchange.looks = 0;
            exchange.pace = Pace.PACED;
            exchange.bytewise = beginning == ProgramTraits.Beginning.BYTEWISE;
            exchange.plan(State.LATE_WAITING_CHECK, now + LateWaitingCheck.SILENCE);
            return Action.REST;
        }
        if (beginning == ProgramTraits.Beginning.PROMPT) {
            return exchange.waits(now);
        }
        if (!found.takes(Signal.USR1)) {
            return exchange.looks > 0 || !looksAgain(exchange) ? exchange.waits(now) : Action.REST;
        }
        exchange.looks = 0;
        exchange.plan(State.WAITING_CHECK, exchange.firstBit + WaitingCheck.PATIENCE - Exchange.SECOND_LOOK);
        return Action.REST;
    }

    /** Plans another look; false: there were enough. */
    static boolean looksAgain(Exchange exchange) {
        if (exchange.looks == AGAIN.length) {
            exchange.looks = 0;
            return false;
        }
        exchange.plan(State.FIRST_LOOK, exchange.firstBit + AGAIN[exchange.looks++]);
        return true;
    }
}
