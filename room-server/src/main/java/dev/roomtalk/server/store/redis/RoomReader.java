package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Tasks.await;

import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.redis.FeedOrder.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads rooms with their members, bans and invitations. Any thread.
 */
final class RoomReader {
    private static final int INVITATIONS = 3;

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
                Map<Long, Set<Long>> present =
                        RoomCodec.present(Reply.map(Reply.list(reply).getLast()));
                order.opened(pair(reply), RoomCodec.version(fields(reply)), present, messages.ended(present.keySet()));
            }
            return reply;
        });
        return tasks.<@Nullable RoomRecord>run(() -> {
                    Object reply = await(opened);
                    if (reply == null) {
                        return null;
                    }
                    UserNames names = new UserNames(link);
                    names.lookUp(List.of(reply));
                    return record(room, reply, names);
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

    /** @param names of its users, which were looked up */
    RoomRecord record(RoomId id, Object reply, UserNames names) {
        List<@Nullable Object> parts = Reply.list(reply);
        messages.order(id).seen(pair(reply));
        return RoomCodec.room(id, fields(reply))
                .withMembers(names.members(parts))
                .withBans(names.bans(parts))
                .withInvitations(invitations(parts));
    }

    /** In the order in which they were made. */
    static List<Invitation> invitations(List<@Nullable Object> room) {
        List<Invitation> invitations = new ArrayList<>();
        Reply.map(room.get(INVITATIONS)).forEach((hash, text) -> invitations.add(RoomCodec.invitation(hash, text)));
        invitations.sort(Comparator.comparingLong(Invitation::since).thenComparing(Invitation::hash));
        return invitations;
    }
}
