package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.concurrent.TimeUnit;

/**
 * A paced sender falls silent after a whole byte and sleeps: it gets one signal, because some wait for one after each
 * byte.
 */
final class ByteAnswer implements State {
    static final long DELAY = TimeUnit.MILLISECONDS.toNanos(20);

    @Override
    public Action onTime(Exchange exchange, long now) {
        return Action.LOOK;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        if (!exchange.asleepTwice(now, found)) {
            return Action.REST;
        }
        exchange.plan(State.LATE_WAITING_CHECK, now + LateWaitingCheck.SILENCE);
        boolean usual = exchange.bytewise || exchange.bits == 8;
        return exchange.send(now, Exchange.choose(found, usual ? Signal.USR1 : Signal.USR2));
    }
}
