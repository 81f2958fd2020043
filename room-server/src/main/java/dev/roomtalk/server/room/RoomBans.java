package dev.roomtalk.server.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who does not come into a room: the banned, until their time is over, and those who were put out while one of their
 * sessions was away and comes back by itself. Confined to its room.
 *
 * <p>A ban lasts by a clock that does not jump, as long as the server runs; only what remains of it after a start is
 * told by the time of day.
 */
final class RoomBans {
    private static final int REMEMBERED_KICKS = 1_000;

    /** The newest last. */
    private final Map<Ban.Key, Closed> bans = new LinkedHashMap<>();

    /** By address, the users who are banned with it. */
    private final Map<String, Set<Long>> banned = new HashMap<>();

    private final Map<Long, Kick> kicks = new LinkedHashMap<>();

    /** @param ends {@link Moment#millis} */
    private record Closed(Ban ban, long ends) {}

    private record Kick(String by, String reason) {}

    /** @param known bans from before */
    RoomBans(List<Ban> known, Moment now) {
        known.stream().filter(ban -> !ban.ended(now.unixMillis())).forEach(ban -> {
            bans.put(ban.key(), closed(ban, now));
            remember(ban);
        });
    }

    private static Closed closed(Ban ban, Moment now) {
        return new Closed(ban, ban.until() == 0 ? Long.MAX_VALUE : now.millis() + ban.until() - now.unixMillis());
    }

    boolean isBanned(long userId, long now) {
        return ban(Ban.Kind.ENTER, userId, now) != null;
    }

    /** Null: there is none. */
    @Nullable
    Ban ban(Ban.Kind kind, long userId, long now) {
        Ban.Key key = new Ban.Key(kind, userId);
        Closed closed = bans.get(key);
        if (closed == null || closed.ends > now) {
            return closed == null ? null : closed.ban;
        }
        remove(key);
        return null;
    }

    /** Of another user, with its address: it keeps out whoever comes from there. Null: there is none. */
    private @Nullable Ban banOfAddress(String address, long now) {
        // Rarely more than one.
        for (long userId : List.copyOf(banned.getOrDefault(address, Set.of()))) {
            Ban ban = ban(Ban.Kind.ENTER, userId, now);
            if (ban != null) {
                return ban;
            }
        }
        return null;
    }

    private void remember(Ban ban) {
        for (String address : ban.addresses()) {
            banned.computeIfAbsent(address, a -> new LinkedHashSet<>()).add(ban.userId());
        }
    }

    private void forget(Ban ban) {
        for (String address : ban.addresses()) {
            Set<Long> users = banned.get(address);
            if (users != null && users.remove(ban.userId()) && users.isEmpty()) {
                banned.remove(address);
            }
        }
    }

    private void remove(Ban.Key key) {
        Closed closed = bans.remove(key);
        if (closed != null) {
            forget(closed.ban);
        }
    }

    /**
     * Why this request is refused; null: it is not.
     *
     * @param member who is one already is not kept out because of another at the same address
     */
    Effect.@Nullable Answer keepsOut(RoomCommand.Enter c, boolean member, long now) {
        long userId = c.who().userId();
        Ban ban = ban(Ban.Kind.ENTER, userId, now);
        if (ban == null && !member) {
            ban = banOfAddress(c.who().address(), now);
        }
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
        if (bans.size() >= Ban.MAX_PER_ROOM && !bans.containsKey(ban.key())) {
            sweep(now.millis());
            if (bans.size() >= Ban.MAX_PER_ROOM) {
                return false;
            }
        }
        remove(ban.key());
        bans.put(ban.key(), closed(ban, now));
        remember(ban);
        return true;
    }

    /** How long the user may not speak yet, in milliseconds; 0: it may. */
    long silenceMillis(long userId, long now) {
        Closed closed = bans.get(new Ban.Key(Ban.Kind.SPEAK, userId));
        return closed == null ? 0 : Math.max(0, closed.ends == Long.MAX_VALUE ? closed.ends : closed.ends - now);
    }

    /** Lifts a ban, and returns it; null: there was none. */
    @Nullable
    Ban unban(Ban.Kind kind, long userId, long now) {
        Ban ban = ban(kind, userId, now);
        remove(new Ban.Key(kind, userId));
        return ban;
    }

    /** Forgets bans that have ended. */
    void sweep(long now) {
        bans.values().removeIf(closed -> {
            boolean ended = closed.ends <= now;
            if (ended) {
                forget(closed.ban);
            }
            return ended;
        });
    }

    /** Who is kept out, the newest first. */
    List<Ban> bans(long now) {
        sweep(now);
        List<Ban> list = new ArrayList<>();
        for (Closed closed : bans.values()) {
            if (closed.ban.kind() == Ban.Kind.ENTER) {
                list.add(closed.ban);
            }
        }
        return list.reversed();
    }
}
