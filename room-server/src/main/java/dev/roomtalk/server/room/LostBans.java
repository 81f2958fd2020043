package dev.roomtalk.server.room;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bans and mutes that hold here, and that the engine has lost in a failover: it is told of them again. Confined to
 * its room.
 */
final class LostBans {
    private final RoomBans bans;
    private final Set<Ban.Key> lost = new LinkedHashSet<>(0);

    LostBans(RoomBans bans) {
        this.bans = bans;
    }

    void add(Ban.Key ban) {
        lost.add(ban);
    }

    /** The engine has a ban of this user, this one or a later one. */
    void known(Ban.Key ban) {
        lost.remove(ban);
    }

    /** The next that the engine is to be told of, until it is {@linkplain #known}; null: there is none. */
    RoomChange.@Nullable Banned next() {
        lost.removeIf(ban -> bans.find(ban) == null);
        Ban next = lost.isEmpty() ? null : bans.find(lost.iterator().next());
        return next == null ? null : new RoomChange.Banned(next);
    }

    boolean isEmpty() {
        return lost.isEmpty();
    }

    void clear() {
        lost.clear();
    }
}
