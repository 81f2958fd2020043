package dev.roomtalk.server.room;

/** What a user may do in a room. */
public enum Role {
    MEMBER,
    /** Puts others out and silences them. */
    MODERATOR,
    /** Closes the room, says how it is set, and gives roles. A room has one at most. */
    HOST,
    /** Reads, and cannot speak. Kept as a {@link Ban}, whether the user is a member or not. */
    MUTED
}
