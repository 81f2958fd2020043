package dev.roomtalk.server.rooms;

/**
 * Who is told that somebody speaks in a conversation of two users. Called on relay loops: it does not block.
 */
public interface ConversationNews {
    /** Tells nobody. */
    ConversationNews NONE = (room, userId, other) -> {};

    /**
     * Somebody has spoken.
     *
     * @param userId one of the two
     * @param name of the conversation, as this one is shown it
     */
    void spoken(RoomRef room, long userId, String name);
}
