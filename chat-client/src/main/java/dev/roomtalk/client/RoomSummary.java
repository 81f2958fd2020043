package dev.roomtalk.client;

/**
 * A room as the list of rooms shows it.
 *
 * @param history what is said there is kept
 */
public record RoomSummary(
        String name, String topic, int members, int present, boolean passwordNeeded, boolean joined, boolean history) {
    /** One with history. */
    public RoomSummary(String name, String topic, int members, int present, boolean passwordNeeded, boolean joined) {
        this(name, topic, members, present, passwordNeeded, joined, true);
    }
}
