package dev.roomtalk.server.rooms;

import dev.roomtalk.proto.Nack;

/** A session as the rooms see it: a participant, the loop that serves it, and the ways to its client. */
public interface RoomSession extends Requester {
    /** The thread of the loop that owns the session. Any thread. */
    LoopThread thread();

    /** The way over its control connection. Any thread. */
    ControlLink link();

    /** Whether it wants to know who is writing. Any thread. */
    default boolean watches() {
        return false;
    }

    /** How fast it may publish. Confined to its loop. */
    PublishLimit publishLimit();

    /** Sends a frame by the transport that the session uses. Confined to its loop. */
    void send(byte[] frame);

    /** Sends a message again, as far as its budget and its connection allow. Confined to its loop. */
    void repair(byte[] frame);

    /**
     * Whether what a session misses is to be sent again: it was not asked for a moment ago, and there is a way for it.
     * Confined to its loop.
     */
    boolean takesRepair(Nack nack);
}
