package dev.roomtalk.server.room;

/** What a member may do in its room. */
public enum Role {
    MEMBER,
    /** Closes the room, and says how it is set. A room has one at most. */
    HOST
}
