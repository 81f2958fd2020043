package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.Remainder;

/**
 * A room of this node that is not open.
 *
 * @param messages that it had taken when it was last open
 * @param bytes of these, once each
 */
record UnopenedRoom(RoomRef ref, Remainder remainder, long messages, long bytes) {
    /** One that nobody has used in this process. */
    UnopenedRoom(RoomRef ref, Remainder remainder) {
        this(ref, remainder, 0, 0);
    }

    /** The same room: its host was not here since this process began. */
    UnopenedRoom withHostAbsentSinceTheStart() {
        return new UnopenedRoom(ref, remainder.withHostAbsentSince(0), messages, bytes);
    }

    long lastUse() {
        return remainder.lastUse();
    }

    RoomUsage traffic() {
        return new RoomUsage(ref, 0, messages, bytes);
    }
}
