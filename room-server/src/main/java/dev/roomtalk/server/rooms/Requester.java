package dev.roomtalk.server.rooms;

import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.room.Participant;

/** Who asks something of a room, and is answered. */
public interface Requester extends Participant {
    /** Any thread. */
    void answer(ServerMessage answer);
}
