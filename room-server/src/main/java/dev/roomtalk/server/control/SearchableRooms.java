package dev.roomtalk.server.control;

import dev.roomtalk.server.rooms.Memberships;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.wire.Name;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which rooms a user may search: those it is a member of, a visit included, at this moment. Any thread. */
final class SearchableRooms {
    private final Lobby lobby;
    private final Memberships memberships;

    SearchableRooms(Lobby lobby, Memberships memberships) {
        this.lobby = lobby;
        this.memberships = memberships;
    }

    /** Null: there is none of that name, for this user. */
    @Nullable
    RoomRef find(long userId, Name name) {
        RoomRef room = lobby.find(name);
        return room != null && contains(userId, room) ? room : null;
    }

    /** Also whether this room, and not another of its name, is still there. */
    boolean contains(long userId, RoomRef room) {
        return lobby.find(room.number()) == room && memberships.contains(userId, room.number());
    }

    /** Those that keep what is said. */
    List<RoomRef> all(long userId) {
        return memberships.rooms(userId).stream()
                .map(lobby::find)
                .filter(Objects::nonNull)
                .filter(room -> room.snapshot().history())
                .toList();
    }
}
