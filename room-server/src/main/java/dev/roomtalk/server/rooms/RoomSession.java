package dev.roomtalk.server.rooms;

/** A session as the rooms see it: a participant, the loop that serves it, and the ways to its client. */
public interface RoomSession extends Requester {
    /** The thread of the loop that owns the session. Any thread. */
    LoopThread thread();

    /** The way over its control connection. Any thread. */
    ControlLink link();

    /** How fast it may publish. Confined to its loop. */
    PublishLimit publishLimit();

    /** Sends a frame by the transport that the session uses. Confined to its loop. */
    void send(byte[] frame);

    /** Sends a message again, as far as its budget and its connection allow. Confined to its loop. */
    void repair(byte[] frame);

    /** Whether there is a way for a repair; if not, nobody needs to encode one. Confined to its loop. */
    boolean takesRepair();
}
