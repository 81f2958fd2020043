package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.kernel.ProcessState;
import java.util.concurrent.TimeUnit;

/** No second bit has come: a process that sleeps waits for an answer. */
final class WaitingCheck implements State {
    static final long PATIENCE = TimeUnit.MICROSECONDS.toNanos(Acknowledgement.PATIENCE_MICROS);

    @Override
    public Action onTime(Exchange exchange, long now) {
        return Action.LOOK;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        return exchange.asleepTwice(now, found) ? exchange.waits(now) : Action.REST;
    }
}
