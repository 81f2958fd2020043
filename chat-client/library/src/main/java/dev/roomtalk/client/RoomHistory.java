package dev.roomtalk.client;

import java.util.List;

/**
 * A stretch of a room's history.
 *
 * @param messages in the order of their sequence
 * @param coversFrom what lies above this, up to {@code coversTo}, and is not among them, is gone
 * @param coversTo where the stretch ends
 * @param oldest the lowest sequence that can be read
 */
public record RoomHistory(String room, List<ChatEvent.Message> messages, long coversFrom, long coversTo, long oldest) {
    public RoomHistory {
        messages = List.copyOf(messages);
    }

    /** There is nothing before it that could be read. */
    public boolean fromBeginning() {
        return coversFrom < oldest;
    }
}
