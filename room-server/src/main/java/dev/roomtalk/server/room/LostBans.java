package dev.roomtalk.server.room;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    /**
     * Changes were missed. Ends the bans that hold here and not in the engine, unless it may have lost them; a later
     * ban of the same user that it may have lost holds on too. Returns those that the engine has and that hold.
     */
    List<Ban> compare(RoomState now) {
        Map<Ban.Key, Ban> known = new LinkedHashMap<>();
        now.bans().forEach(ban -> known.put(ban.key(), ban));
        for (Ban.Key key : bans.keys()) {
            Ban own = bans.find(key);
            Ban other = known.get(key);
            if (now.afterLoss() && own != null && (other == null || other.since() < own.since())) {
                lost.add(key);
                known.remove(key);
            } else if (other == null) {
                bans.unban(key);
            }
        }
        return List.copyOf(known.values());
    }

    /** The engine has a ban of this user, this one or a later one. */
    void known(Ban.Key ban) {
        lost.remove(ban);
    }

    /** The next that the engine is to be told of, until it is {@linkplain #known}; null: there is none. */
    RoomChange.@Nullable Banned next() {
        // It is asked after each command, and mostly there is none.
        while (!lost.isEmpty()) {
            Ban.Key first = lost.iterator().next();
            Ban next = bans.find(first);
            if (next != null) {
                return new RoomChange.Banned(next);
            }
            lost.remove(first);
        }
        return null;
    }

    boolean isEmpty() {
        return lost.isEmpty();
    }

    void clear() {
        lost.clear();
    }
}
