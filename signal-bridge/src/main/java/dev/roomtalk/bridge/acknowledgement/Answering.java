package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.kernel.ProcessState;
import java.util.concurrent.TimeUnit;

/**
 * A bit of a sender that waits is answered, a little after it came, and once it sleeps. One that runs has not come to
 * where it waits yet, or becomes another program (execve(2)): a signal that it is sent inside that call kills it when
 * the call is over. One that runs all the time looks at a flag, and is answered after all.
 */
final class Answering implements State {
    /** How long what a look has found is believed of a sender that runs all the time. */
    private static final long LOOK_VALID = TimeUnit.SECONDS.toNanos(1);

    /** Between the first looks, and between the others: it may also wait for a processor. */
    private static final long SOON = TimeUnit.MICROSECONDS.toNanos(100);

    private static final long LATER = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int FIRST_LOOKS = 10;
    private static final int MAX_LOOKS = 30;

    @Override
    public Action onTime(Exchange exchange, long now) {
        if (!exchange.turn) {
            exchange.withhold(State.WITHHELD);
            return Action.REST;
        }
        boolean known = exchange.spins() && now - exchange.looked < LOOK_VALID;
        return known ? exchange.answer(now, false) : Action.LOOK;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        if (!exchange.turn) {
            return Action.REST;
        }
        if (!found.asleep() && !exchange.spins() && exchange.looks < MAX_LOOKS) {
            exchange.looks++;
            exchange.plan(State.ANSWERING, now + (exchange.looks <= FIRST_LOOKS ? SOON : LATER));
            return Action.REST;
        }
        exchange.looks = 0;
        exchange.answeredAwake = !found.asleep();
        return exchange.answer(now, false);
    }
}
