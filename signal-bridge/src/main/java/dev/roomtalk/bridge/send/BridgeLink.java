package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Signal;

/** The way to a bridge: a process that was seen to be one. What comes back is told to the {@link Handover}. */
interface BridgeLink {
    /** Sends a signal; if the process has ended, that shows elsewhere. */
    void send(Signal signal);

    /** A signal of that number waits there to be read, from whomever: what was sent may not have been heard yet. */
    boolean pending(int number);

    /** Queues a word of the fast lane. */
    Processes.Queued queue(int number, long word);

    /**
     * Words that may be on their way at once, so that the kernel keeps most of its room for others; 0: no fast lane.
     */
    int window();
}
