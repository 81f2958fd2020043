package dev.roomtalk.server.rooms;

import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counter;

/** The way back to a session's client over its control connection. Any thread. */
public interface ControlLink {
    /** Sends an answer or an event. A connection that lets too much of this pile up is closed. */
    void send(ServerMessage message);

    /**
     * Sends a frame if the connection keeps up.
     *
     * @param record a whole control record, length included; shared with other links, never changed
     * @return false: it does not keep up, and nothing was sent; the session is notified when it keeps up again
     */
    boolean offer(byte[] record);

    /**
     * As {@link #offer} for the answer to a frame: it may be sent while a little more than that is unread. What was
     * answered would else come, and be answered, again.
     */
    boolean answer(byte[] record);

    /** See {@link dev.roomtalk.server.room.Participant#address}. */
    default String address() {
        return "";
    }

    /** Something came that does not come from who means well: it counts against the client's address. */
    default void failed(Counter what) {}

    /** Sends an answer or an event that was encoded for many. */
    void sendEncoded(byte[] record);
}
