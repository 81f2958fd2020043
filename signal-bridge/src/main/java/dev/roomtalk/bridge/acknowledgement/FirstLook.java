package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.concurrent.TimeUnit;

/** The first bit has come: the process is looked at, a moment later. One that takes only SIGUSR2 waits for it. */
final class FirstLook implements State {
    static final long DELAY = TimeUnit.MICROSECONDS.toNanos(200);

    @Override
    public Action onTime(Exchange exchange, long now) {
        return Action.LOOK;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        if (!found.takes(Signal.USR1)) {
            return exchange.waits(now);
        }
        exchange.plan(State.WAITING_CHECK, exchange.firstBit + WaitingCheck.PATIENCE - Exchange.SECOND_LOOK);
        return Action.REST;
    }
}
