package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Tasks.await;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.MemberRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the names of users, which do not stand in the rooms. Whoever is no user any more has none, and is left out
 * of members and bans. Within a task.
 */
final class UserNames {
    private final RedisLink link;
    private final Map<Long, String> known = new HashMap<>();

    UserNames(RedisLink link) {
        this.link = link;
    }

    /** Looks up the users of these rooms: of each its hash, its members and its bans; null: there is no such room. */
    void lookUp(List<? extends @Nullable Object> rooms) {
        Set<Long> wanted = new HashSet<>();
        for (Object room : rooms) {
            if (room != null) {
                List<@Nullable Object> parts = Reply.list(room);
                Reply.map(parts.get(1)).keySet().forEach(id -> wanted.add(Long.parseLong(id)));
                Reply.map(parts.get(2)).keySet().forEach(ban -> wanted.add(RoomCodec.bannedUser(ban)));
            }
        }
        wanted.removeAll(known.keySet());
        Map<Long, CompletableFuture<String>> asked = new HashMap<>();
        wanted.forEach(id -> asked.put(id, link.send(Keys.user(id), (c, key) -> c.hget(key, "name"))));
        asked.forEach((id, answer) -> {
            String name = await(answer);
            if (name != null) {
                known.put(id, name);
            }
        });
    }

    /** The members of a room that was looked up, in the order in which they joined. */
    List<MemberRecord> members(List<@Nullable Object> room) {
        List<MemberRecord> members = new ArrayList<>();
        Reply.map(room.get(1)).forEach((field, text) -> {
            String name = known.get(Long.parseLong(field));
            if (name != null) {
                members.add(RoomCodec.member(Long.parseLong(field), name, text));
            }
        });
        members.sort(Comparator.comparingLong(MemberRecord::since).thenComparingLong(MemberRecord::userId));
        return members;
    }

    /** The bans of a room that was looked up, in the order in which they were made. */
    List<Ban> bans(List<@Nullable Object> room) {
        List<Ban> bans = new ArrayList<>();
        Reply.map(room.get(2)).forEach((field, text) -> {
            String name = known.get(RoomCodec.bannedUser(field));
            if (name != null) {
                bans.add(RoomCodec.ban(field, name, text));
            }
        });
        bans.sort(Comparator.comparingLong(Ban::since).thenComparingLong(Ban::userId));
        return bans;
    }
}
