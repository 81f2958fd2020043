package dev.roomtalk.server.rooms;

import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.room.Participant;

/** The sender of a request to a room, who gets the answer. */
public interface Requester extends Participant {
    /** Any thread. */
    void answer(ServerMessage answer);
}
