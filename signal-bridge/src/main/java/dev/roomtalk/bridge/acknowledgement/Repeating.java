package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.kernel.ProcessState;

/**
 * No bit has followed an answer: it is repeated to a process that sleeps, because one that runs has not missed anything
 * yet.
 */
final class Repeating implements State {
    @Override
    public Action onTime(Exchange exchange, long now) {
        if (exchange.turn || exchange.ended) {
            return Action.LOOK;
        }
        exchange.withhold(State.REPEAT_WITHHELD);
        return Action.REST;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        if (exchange.isBusy(found)) {
            exchange.plan(State.REPEATING, now + Exchange.REPEATS[1]);
            return Action.REST;
        }
        exchange.surplus++;
        exchange.repeats++;
        return exchange.answer(now, true);
    }
}
