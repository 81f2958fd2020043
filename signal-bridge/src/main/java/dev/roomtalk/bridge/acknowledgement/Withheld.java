package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.kernel.ProcessState;

/** A bit is answered when its sender gets the turn. */
final class Withheld implements State {
    @Override
    public Action onTime(Exchange exchange, long now) {
        return Action.REST;
    }

    @Override
    public Action onLook(Exchange exchange, long now, ProcessState found) {
        return Action.REST;
    }
}
