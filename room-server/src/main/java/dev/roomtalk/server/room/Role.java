package dev.roomtalk.server.room;

/** What a user may do in a room. */
public enum Role {
    MEMBER,
    /** May kick, ban and mute. */
    MODERATOR,
    /** May also close the room, change its settings and give roles. A room has at most one. */
    HOST,
    /** May read but not speak. Kept as a {@link Ban}, whether the user is a member or not. */
    MUTED
}
