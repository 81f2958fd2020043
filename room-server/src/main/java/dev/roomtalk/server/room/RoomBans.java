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
 * The users who may not enter a room: the banned ones until their ban ends, and kicked ones whose lost session
 * reconnects by itself. Confined to its room.
 *
 * <p>A ban's time is measured by a clock that does not jump; only after a start of the server the time of day says
 * what remains of it.
 */
final class RoomBans {
    private static final int REMEMBERED_KICKS = 1_000;

    /** In the order in which they were made. */
    private final Map<Ban.Key, Closed> bans = new LinkedHashMap<>();

    /** The users who are banned together with an address. */
    private final Map<String, Set<Long>> banned = new HashMap<>();

    private final LostBans lost = new LostBans(this);

    private final Map<Long, Kick> kicks = new LinkedHashMap<>();

    private record Closed(Ban ban, Ending end) {}

    record Kick(String by, String reason) {}

    /** @param stored bans, as the engine knows them */
    RoomBans(List<Ban> stored, Remainder remainder, Moment now) {
        for (Ban ban : stored) {
            Ending end = end(ban, remainder);
            if (!end.isOverFor(0, now)) {
                bans.put(ban.key(), new Closed(ban, end));
                remember(ban);
            }
        }
        kicks.putAll(remainder.kicks());
    }

    private static Ending end(Ban ban, Remainder remainder) {
        if (ban.until() == 0) {
            return Ending.NEVER;
        }
        Ending made = remainder.bans().get(ban.key());
        return made == null ? Ending.ofEarlier(ban.since(), ban.until(), remainder.known()) : made;
    }

    /** When the bans end that were made since this start of the server. */
    Map<Ban.Key, Ending> endings() {
        Map<Ban.Key, Ending> endings = new HashMap<>();
        bans.forEach((key, closed) -> {
            if (closed.end.isOfThisStart()) {
                endings.put(key, closed.end);
            }
        });
        return Map.copyOf(endings);
    }

    /** Those that the engine is to be told of again. */
    LostBans lost() {
        return lost;
    }

    /** In their order. */
    Map<Long, Kick> kicks() {
        return kicks.isEmpty() ? Map.of() : new LinkedHashMap<>(kicks);
    }

    boolean isBanned(long userId, long now) {
        return ban(Ban.Kind.ENTER, userId, now) != null;
    }

    /** The ban of this kind that is in force; null if there is none. */
    @Nullable
    Ban ban(Ban.Kind kind, long userId, long now) {
        Ban.Key key = new Ban.Key(kind, userId);
        Closed closed = bans.get(key);
        if (closed == null || closed.end.millis() > now) {
            return closed == null ? null : closed.ban;
        }
        remove(key);
        return null;
    }

    /** The ban of any user that includes this address; null if there is none. */
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
     * Returns the refusal of this request; null if the user may enter.
     *
     * @param member whether the user is a member: members are not refused for a ban of another user's address
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

    /** Forgets that the user was kicked, if a person asks to enter again: only reconnecting is refused. */
    void asks(RoomCommand.Enter c) {
        if (c.resume() == null) {
            kicks.remove(c.who().userId());
        }
    }

    /** Refuses the user's sessions that reconnect by themselves from now on. */
    void kick(long userId, String by, String reason) {
        kicks.remove(userId);
        kicks.put(userId, new Kick(by, reason));
        if (kicks.size() > REMEMBERED_KICKS) {
            kicks.remove(kicks.keySet().iterator().next());
        }
    }

    /** Whether there is a place for this ban. */
    boolean hasPlace(Ban.Key ban, Moment now) {
        if (bans.size() >= Ban.MAX_PER_ROOM && !bans.containsKey(ban)) {
            sweep(now);
        }
        return bans.size() < Ban.MAX_PER_ROOM || bans.containsKey(ban);
    }

    /** One that is known ends when it would have ended. */
    void ban(Ban ban, Moment now) {
        Closed known = bans.get(ban.key());
        Ending end = ban.until() == 0 ? Ending.NEVER : Ending.after(ban.until() - ban.since(), now);
        remove(ban.key());
        bans.put(ban.key(), new Closed(ban, known != null && known.ban.equals(ban) ? known.end : end));
        remember(ban);
    }

    /** For how many milliseconds the user is still muted; 0 if the user may speak. */
    long silenceMillis(long userId, long now) {
        Closed closed = bans.get(new Ban.Key(Ban.Kind.SPEAK, userId));
        if (closed == null) {
            return 0;
        }
        long end = closed.end.millis();
        return end == Long.MAX_VALUE ? end : Math.max(0, end - now);
    }

    void unban(Ban.Key ban) {
        remove(ban);
    }

    /** Forgets everything about a user who does not exist any longer; the engine does so by itself. */
    void forget(long userId) {
        kicks.remove(userId);
        for (Ban.Kind kind : Ban.Kind.values()) {
            remove(new Ban.Key(kind, userId));
        }
    }

    /** The bans of a user have its new name; the engine gives it to them by itself. */
    void rename(long userId, String name) {
        for (Ban.Kind kind : Ban.Kind.values()) {
            bans.computeIfPresent(
                    new Ban.Key(kind, userId), (key, closed) -> new Closed(closed.ban.withName(name), closed.end));
        }
    }

    /** Forgets bans that have ended, those also that ended while the server was away. */
    void sweep(Moment now) {
        sweep(now.millis(), now.agedMillis());
    }

    private void sweep(long now, long agedMillis) {
        bans.values().removeIf(closed -> {
            boolean ended = closed.end.millis() <= now || closed.end.agedMillis() <= agedMillis;
            if (ended) {
                forget(closed.ban);
            }
            return ended;
        });
    }

    Set<Ban.Key> keys() {
        return Set.copyOf(bans.keySet());
    }

    /** Null: there is none, or no longer. */
    @Nullable
    Ban find(Ban.Key ban) {
        Closed closed = bans.get(ban);
        return closed == null ? null : closed.ban;
    }

    /** Whether exactly this ban is known. */
    boolean has(Ban ban) {
        return ban.equals(find(ban.key()));
    }

    /** The bans in force, the newest first. */
    List<Ban> bans(long now) {
        sweep(now, Long.MIN_VALUE);
        List<Ban> list = new ArrayList<>();
        for (Closed closed : bans.values()) {
            if (closed.ban.kind() == Ban.Kind.ENTER) {
                list.add(closed.ban);
            }
        }
        return list.reversed();
    }
}
