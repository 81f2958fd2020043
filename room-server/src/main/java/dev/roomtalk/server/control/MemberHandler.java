package dev.roomtalk.server.control;

import dev.roomtalk.proto.ChangeRoom;
import dev.roomtalk.proto.ListAuthors;
import dev.roomtalk.proto.ListMembers;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.SetTopic;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.RoomRef;

/**
 * Hands what members want of their room to it: the lists of members and authors, another topic, other settings. On the
 * loop of the connection that sent the request.
 */
final class MemberHandler {
    private static final int MAX_AUTHORS = 256;

    /** The longest topic that any server allows, in bytes; the room knows what this one allows. */
    private static final int MAX_TOPIC = 4_000;

    private final Lobby lobby;

    MemberHandler(Lobby lobby) {
        this.lobby = lobby;
    }

    void list(ClientRequest request, ListMembers list) {
        request.withRoom(
                lobby, list.getRoom(), room -> room.tell(new RoomCommand.AskMembers(request.session(), request.id())));
    }

    void authors(ClientRequest request, ListAuthors list) {
        if (list.getNumbersCount() > MAX_AUTHORS) {
            request.refuse(RefusalReason.BAD_REQUEST, "ask for at most " + MAX_AUTHORS + " authors at once");
            return;
        }
        RoomRef room = request.room(lobby, list.getRoom());
        if (room != null) {
            room.tell(new RoomCommand.AskAuthors(request.session(), request.id(), list.getNumbersList()));
        }
    }

    void setTopic(ClientRequest request, SetTopic set) {
        if (set.getTopic().length() > MAX_TOPIC) {
            request.refuse(RefusalReason.TOO_LONG, "a topic has at most " + MAX_TOPIC + " bytes");
            return;
        }
        request.withRoomToChange(
                lobby,
                set.getRoom(),
                room -> room.tell(new RoomCommand.SetTopic(request.session(), request.id(), set.getTopic())));
    }

    void change(ClientRequest request, ChangeRoom change) {
        if (!RequestedSettings.fit(change)) {
            request.refuse(RefusalReason.BAD_REQUEST, RequestedSettings.RULE);
            return;
        }
        request.withRoomToChange(
                lobby,
                change.getRoom(),
                room -> room.tell(
                        new RoomCommand.Change(request.session(), request.id(), RequestedSettings.of(change))));
    }
}
