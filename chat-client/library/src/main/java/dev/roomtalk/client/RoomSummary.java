package dev.roomtalk.client;

/**
 * A room as the list of rooms shows it.
 *
 * @param history whether the server keeps messages
 * @param hidden whether only members see the room
 */
public record RoomSummary(
        String name,
        String topic,
        int members,
        int present,
        boolean passwordNeeded,
        boolean joined,
        boolean history,
        boolean hidden) {}
