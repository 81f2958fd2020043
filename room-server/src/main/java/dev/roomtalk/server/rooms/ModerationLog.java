package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.RoomCommand;

/**
 * Where it is written down what hosts, moderators and the operator do in rooms. Called on relay loops: it does not
 * block.
 */
public interface ModerationLog {
    /** Writes nothing down. */
    ModerationLog NONE = (room, command) -> {};

    /** The room has done what it was asked for. */
    void done(RoomRef room, RoomCommand.Asked command);
}
