package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.kernel.ProcessState;
import java.util.concurrent.TimeUnit;

/** A bit of a sender that waits is answered, a little after it came. */
final class Answering implements State {
    /** How long what a look has found is believed. */
    private static final long LOOK_VALID = TimeUnit.SECONDS.toNanos(1);

    @Override
    public Action onTime(Exchange exchange, long now) {
        if (!exchange.turn) {
            exchange.withhold(State.WITHHELD);
            return Action.REST;
        }
        return now - exchange.looked < LOOK_VALID ? exchange.answer(now, false) : Action.LOOK;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        return exchange.turn ? exchange.answer(now, false) : Action.REST;
    }
}
