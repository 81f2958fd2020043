package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Tasks.await;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.redis.FeedOrder.Pair;
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
 * Reads rooms with their members, bans and invitations. Names of users do not stand in them: they are looked up, and
 * whoever is no user any more is left out. Any thread.
 */
final class RoomReader {
    private static final int PARTS = 4;

    private final RedisLink link;
    private final Tasks tasks;
    private final RedisMessages messages;

    RoomReader(RedisLink link, Tasks tasks, RedisMessages messages) {
        this.link = link;
        this.tasks = tasks;
        this.messages = messages;
    }

    /** The feed is opened before the room is read: so it misses nothing. */
    CompletableFuture<@Nullable RoomRecord> open(RoomId room, RoomFeed feed) {
        FeedOrder order = messages.order(room);
        order.open(feed);
        // Seen at once, before what is published afterwards.
        CompletableFuture<@Nullable Object> opened = open(room).thenApply(reply -> {
            if (reply != null) {
                order.opened(pair(reply), RoomCodec.version(fields(reply)));
            }
            return reply;
        });
        return tasks.<@Nullable RoomRecord>run(() -> {
                    Object reply = await(opened);
                    if (reply == null) {
                        return null;
                    }
                    Map<Long, String> userNames = new HashMap<>();
                    lookUp(List.of(reply), userNames);
                    return record(room, reply, userNames);
                })
                .whenComplete((record, failure) -> {
                    if (record == null) {
                        messages.letGo(room, feed);
                    }
                });
    }

    /** Reads a room without opening it. */
    CompletableFuture<@Nullable Object> open(RoomId room) {
        return link.run(Script.OPEN, Keys.room(room), messages.begin(room).toArray(String[]::new));
    }

    private static Map<String, String> fields(Object reply) {
        return Reply.map(Reply.list(reply).getFirst());
    }

    /** How far the room was when it was read. */
    private static Pair pair(Object reply) {
        Map<String, String> fields = fields(reply);
        return new Pair(RoomCodec.number(fields, "epoch"), RoomCodec.number(fields, "last"));
    }

    /** Adds the names of the users of these rooms that are not known yet. */
    void lookUp(List<? extends @Nullable Object> replies, Map<Long, String> userNames) {
        Set<Long> wanted = new HashSet<>();
        for (Object reply : replies) {
            if (reply != null) {
                List<@Nullable Object> parts = Reply.list(reply);
                Reply.map(parts.get(1)).keySet().forEach(id -> wanted.add(Long.parseLong(id)));
                Reply.map(parts.get(2)).keySet().forEach(ban -> wanted.add(RoomCodec.bannedUser(ban)));
            }
        }
        wanted.removeAll(userNames.keySet());
        Map<Long, CompletableFuture<String>> asked = new HashMap<>();
        wanted.forEach(id -> asked.put(id, link.send(c -> c.hget(Keys.user(id), "name"))));
        asked.forEach((id, answer) -> {
            String name = await(answer);
            if (name != null) {
                userNames.put(id, name);
            }
        });
    }

    RoomRecord record(RoomId id, Object reply, Map<Long, String> userNames) {
        List<@Nullable Object> parts = Reply.list(reply);
        List<MemberRecord> members = new ArrayList<>();
        Reply.map(parts.get(1)).forEach((field, text) -> {
            String name = userNames.get(Long.parseLong(field));
            if (name != null) {
                members.add(RoomCodec.member(Long.parseLong(field), name, text));
            }
        });
        List<Ban> bans = new ArrayList<>();
        Reply.map(parts.get(2)).forEach((field, text) -> {
            String name = userNames.get(RoomCodec.bannedUser(field));
            if (name != null) {
                bans.add(RoomCodec.ban(field, name, text));
            }
        });
        List<Invitation> invitations = new ArrayList<>();
        Reply.map(parts.get(PARTS - 1)).forEach((hash, text) -> invitations.add(RoomCodec.invitation(hash, text)));
        members.sort(Comparator.comparingLong(MemberRecord::since).thenComparingLong(MemberRecord::userId));
        bans.sort(Comparator.comparingLong(Ban::since).thenComparingLong(Ban::userId));
        invitations.sort(Comparator.comparingLong(Invitation::since).thenComparing(Invitation::hash));
        messages.order(id).seen(pair(reply));
        return RoomCodec.room(id, fields(reply))
                .withMembers(members)
                .withBans(bans)
                .withInvitations(invitations);
    }
}
