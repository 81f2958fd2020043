package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.concurrent.TimeUnit;

/** A paced sender has said a whole message and sleeps: it gets one signal, for which some wait. */
final class EndAnswer implements State {
    static final long DELAY = TimeUnit.MILLISECONDS.toNanos(2);

    /** Before it is sent more, which others wait for. */
    private static final long BEFORE_ZERO_BYTE = TimeUnit.MILLISECONDS.toNanos(300);

    @Override
    public Action onTime(Exchange exchange, long now) {
        return Action.LOOK;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        if (!exchange.asleepTwice(now, found)) {
            return Action.REST;
        }
        boolean more = found.takes(Signal.USR1);
        exchange.plan(more ? State.ZERO_BYTE : State.IDLE, more ? now + BEFORE_ZERO_BYTE : Deadline.NEVER);
        return exchange.send(now, Exchange.choose(found, Signal.USR2));
    }
}
