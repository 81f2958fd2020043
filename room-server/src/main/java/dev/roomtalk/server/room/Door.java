package dev.roomtalk.server.room;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who does not come into a room: the banned, until their time is over, and those who were put out while one of their sessions was
 * away and comes back by itself. Confined to its room.
 *
 * <p>A ban lasts by a clock that does not jump, as long as the server runs; only what remains of it after a start is told by the
 * time of day.
 */
final class Door {
    private static final int REMEMBERED_KICKS = 1_000;

    /** The newest last. */
    private final Map<Long, Closed> bans = new LinkedHashMap<>();

    private final Map<Long, Kick> kicks = new LinkedHashMap<>();

    /** @param ends {@link Moment#millis} */
    private record Closed(Ban ban, long ends) {}

    private record Kick(String by, String reason) {}

    /** @param known bans from before */
    Door(List<Ban> known, Moment now) {
        known.stream()
                .filter(ban -> !ban.ended(now.unixMillis()))
                .forEach(ban -> bans.put(ban.userId(), closed(ban, now)));
    }

    private static Closed closed(Ban ban, Moment now) {
        return new Closed(ban, ban.until() == 0 ? Long.MAX_VALUE : now.millis() + ban.until() - now.unixMillis());
    }

    boolean isBanned(long userId, long now) {
        return ban(userId, now) != null;
    }

    private @Nullable Ban ban(long userId, long now) {
        Closed closed = bans.get(userId);
        if (closed == null || closed.ends > now) {
            return closed == null ? null : closed.ban;
        }
        bans.remove(userId);
        return null;
    }

    /** Why this request is refused; null: it is not. */
    Effect.@Nullable Answer keepsOut(RoomCommand.Enter c, long now) {
        long userId = c.who().userId();
        Ban ban = ban(userId, now);
        if (ban != null) {
            return new Effect.KeepOut(c.who(), c.request(), ban);
        }
        Kick kick = kicks.get(userId);
        return kick == null ? null : new Effect.StayOut(c.who(), c.request(), kick.by, kick.reason);
    }

    /** Somebody asks to come in: who asks anew, and not to go on where it was, may have been put out before. */
    void asks(RoomCommand.Enter c) {
        if (c.resume() == null) {
            kicks.remove(c.who().userId());
        }
    }

    /** The user was put out; what its sessions ask that do not know it yet is refused. */
    void kick(long userId, String by, String reason) {
        kicks.remove(userId);
        kicks.put(userId, new Kick(by, reason));
        if (kicks.size() > REMEMBERED_KICKS) {
            kicks.remove(kicks.keySet().iterator().next());
        }
    }

    /** False: there are too many. */
    boolean ban(Ban ban, Moment now) {
        if (bans.size() >= Ban.MOST && !bans.containsKey(ban.userId())) {
            sweep(now.millis());
            if (bans.size() >= Ban.MOST) {
                return false;
            }
        }
        bans.remove(ban.userId());
        bans.put(ban.userId(), closed(ban, now));
        return true;
    }

    /** False: the user was not banned. */
    boolean unban(long userId, long now) {
        boolean banned = isBanned(userId, now);
        bans.remove(userId);
        return banned;
    }

    /** Forgets bans that have ended. */
    void sweep(long now) {
        bans.values().removeIf(closed -> closed.ends <= now);
    }

    /** The newest first. */
    List<Ban> bans(long now) {
        sweep(now);
        List<Ban> list = new ArrayList<>();
        bans.values().forEach(closed -> list.add(closed.ban));
        return list.reversed();
    }
}
