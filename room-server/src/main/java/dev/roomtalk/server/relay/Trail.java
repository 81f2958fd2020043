package dev.roomtalk.server.relay;

import dev.roomtalk.server.room.RoomCommand;

/** Where it is written down what hosts, moderators and the operator do in rooms. Called on relay loops: it does not block. */
public interface Trail {
    /** Writes nothing down. */
    Trail NONE = (room, command) -> {};

    /** The room has done what it was asked for. */
    void done(RoomRef room, RoomCommand.Asked command);
}
