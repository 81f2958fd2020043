package dev.roomtalk.server.control;

import dev.roomtalk.server.relay.RoomRef;
import dev.roomtalk.wire.Name;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which rooms a user may search: those it is a member of, a visit included, at this moment. Any thread. */
final class SearchableRooms {
    private final Lobby lobby;

    SearchableRooms(Lobby lobby) {
        this.lobby = lobby;
    }

    /** The room of that name; null if there is none, or if this user may not search it. */
    @Nullable
    RoomRef find(long userId, Name name) {
        RoomRef room = lobby.find(name);
        return room != null && contains(userId, room) ? room : null;
    }

    /** Whether this room, and not another of its name, is still there and may be searched. */
    boolean contains(long userId, RoomRef room) {
        return lobby.find(room.number()) == room && lobby.isMember(userId, room);
    }

    /** The user's rooms that keep a history. */
    List<RoomRef> all(long userId) {
        return lobby.roomsOf(userId).stream()
                .filter(room -> room.snapshot().history())
                .toList();
    }
}
