package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.kernel.Signal;

/** What the owner of an {@link Acknowledgement} has to do now. */
public sealed interface Action {
    /** Nothing. */
    record Rest() implements Action {}

    /** Look at the process and tell {@link Acknowledgement#onLook}. */
    record Look() implements Action {}

    /**
     * Send a signal to the process.
     *
     * @param repeated the same bit was answered before
     */
    record Send(Signal signal, boolean repeated) implements Action {}

    Action REST = new Rest();
    Action LOOK = new Look();
}
