package dev.roomtalk.server.rooms;

/**
 * Who is told that somebody speaks in a conversation of two users. Called on relay loops: it does not block.
 */
public interface ConversationNews {
    /** Tells nobody. */
    ConversationNews NONE = (room, toLow, toHigh, here) -> {};

    /**
     * Somebody has spoken.
     *
     * @param toLow the name of the conversation, as the user with the lower id is shown it
     * @param here whether a session of this node has spoken
     */
    void spoken(RoomRef room, String toLow, String toHigh, boolean here);
}
