package dev.roomtalk.server.store;

/**
 * The identity of a room, given by the engine when the room is made and never given again: not to another room of the
 * same name, and not after a restart. A room's name points to it as long as the room exists.
 *
 * @param value above 0; 0: the room is still to be made
 */
public record RoomId(long value) {
    /** Of a room that is still to be made. */
    public static final RoomId NONE = new RoomId(0);
}
