package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.kernel.ProcessState;

/** Nothing is planned. */
final class Idle implements State {
    @Override
    public Action onTime(Exchange exchange, long now) {
        return Action.REST;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        return Action.REST;
    }
}
