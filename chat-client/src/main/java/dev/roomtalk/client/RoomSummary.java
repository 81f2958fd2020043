package dev.roomtalk.client;

/** A room as the list of rooms shows it. */
public record RoomSummary(
        String name, String topic, int members, int present, boolean passwordNeeded, boolean joined) {}
