package dev.roomtalk.client;

/**
 * A room as the list of rooms shows it.
 *
 * @param history what is said there is kept
 * @param hidden others than its members do not see it
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
