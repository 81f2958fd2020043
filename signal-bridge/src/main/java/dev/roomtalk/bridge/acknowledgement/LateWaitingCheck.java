package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.kernel.ProcessState;
import java.util.concurrent.TimeUnit;

/** A sender that was taken for paced is silent inside a message: if it sleeps, it waits for an answer after all. */
final class LateWaitingCheck implements State {
    static final long SILENCE = TimeUnit.SECONDS.toNanos(1);

    @Override
    public Action onTime(Exchange exchange, long now) {
        return Action.LOOK;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        if (!found.asleep()) {
            exchange.plan(State.LATE_WAITING_CHECK, now + SILENCE);
            return Action.REST;
        }
        exchange.afterAll = true;
        return exchange.waits(now);
    }
}
