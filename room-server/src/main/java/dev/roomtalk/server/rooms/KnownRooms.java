package dev.roomtalk.server.rooms;

import dev.roomtalk.wire.Name;
import org.jspecify.annotations.Nullable;

/**
 * Finds rooms for users. A private room is found by its members and by nobody else; every request and every frame of a
 * user finds its room here, so that this rule stands in one place. Any thread.
 *
 * <p>The look-up costs the same whether there is no such room or a private one. Who brings a password or an invitation
 * may come to know a private room: {@link Doors} decides that.
 */
public final class KnownRooms {
    /** No room has this number. */
    private static final int NONE = 0;

    private final RoomDirectory directory;
    private final Memberships memberships;

    public KnownRooms(RoomDirectory directory, Memberships memberships) {
        this.directory = directory;
        this.memberships = memberships;
    }

    /** The room of this name among those that are known; null: there is none that the user may know. */
    public @Nullable RoomRef find(long userId, Name name) {
        return shown(userId, directory.find(name.key()));
    }

    /** The room of this number; null: there is none that the user may know. */
    public @Nullable RoomRef find(long userId, int number) {
        return shown(userId, directory.find(number));
    }

    /** The same room; null: there is none that the user may know. */
    public @Nullable RoomRef shown(long userId, @Nullable RoomRef room) {
        boolean member = memberships.contains(userId, room == null ? NONE : room.number());
        return room != null && (member || !room.snapshot().hidden()) ? room : null;
    }

    public boolean isMember(long userId, RoomRef room) {
        return memberships.contains(userId, room.number());
    }
}
