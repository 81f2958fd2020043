package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Tasks.await;
import static dev.roomtalk.server.store.redis.Tasks.awaitAll;

import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.Notice;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.redis.FeedOrder.Pair;
import dev.roomtalk.wire.Name;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rooms: a hash for each, with its members, bans and invitations in hashes beside it. Any thread. */
final class RedisRooms {
    private final RedisLink link;
    private final Tasks tasks;
    private final Names names;
    private final Changes changes;
    private final RedisMessages messages;
    private final RedisBus bus;
    private final RoomReader reader;
    private final RoomList list;
    private final InstantSource clock;
    private final String handle;
    private final AtomicLong lastProposal = new AtomicLong();

    /** @param handle no other server on this database has the same */
    RedisRooms(
            RedisLink link,
            Tasks tasks,
            Names names,
            Changes changes,
            RedisMessages messages,
            RedisBus bus,
            InstantSource clock,
            String handle) {
        this.link = link;
        this.tasks = tasks;
        this.names = names;
        this.changes = changes;
        this.messages = messages;
        this.bus = bus;
        this.reader = new RoomReader(link, tasks, messages);
        this.list = new RoomList(link, tasks, names, reader, (room, name) -> {
            var _ = close(room, name);
        });
        this.clock = clock;
        this.handle = handle;
    }

    /** The feed is opened with the room. */
    CompletableFuture<@Nullable RoomRecord> create(RoomRecord wanted, RoomFeed feed) {
        return Changes.stored(tasks.run(() -> {
            long number = Reply.number(await(link.run(Script.NEXT, link.keys().numbers(), "0")));
            RoomId id = new RoomId(number);
            String text = Long.toString(number);
            String name = Keys.roomName(wanted.name().key());
            if (!names.reserve(name, text, holder -> Keys.room(new RoomId(Long.parseLong(holder))))) {
                return null;
            }
            try {
                return make(wanted.withId(id), name, text, feed);
            } catch (RuntimeException e) {
                // Nobody is told of it: what has been written of it goes again.
                var _ = close(id, wanted.name());
                throw e;
            }
        }));
    }

    private RoomRecord make(RoomRecord room, String name, String id, RoomFeed feed) {
        Map<String, String> fields = RoomCodec.fields(room);
        List<String> arguments = new ArrayList<>(
                List.of(link.fence(), id, Long.toString(clock.millis()), Integer.toString(fields.size())));
        fields.forEach((field, value) -> arguments.addAll(List.of(field, value)));
        for (MemberRecord member : room.members()) {
            arguments.addAll(List.of(Long.toString(member.userId()), RoomCodec.member(member)));
        }
        List<CompletableFuture<Long>> noted = new ArrayList<>();
        room.members()
                .forEach(member -> noted.add(link.send(Keys.roomsOf(member.userId()), (c, key) -> c.sadd(key, id))));
        FeedOrder order = messages.order(room.id());
        order.open(feed);
        CompletableFuture<@Nullable Object> made =
                link.run(Script.MAKE, Keys.room(room.id()), arguments.toArray(String[]::new));
        List<CompletableFuture<?>> listed = list.add(room);
        awaitAll(noted);
        listed.forEach(Tasks::await);
        RoomRecord record = room.at(Reply.number(await(made)), 0);
        if (!names.makeFinal(name, id)) {
            throw new IllegalStateException("the name was reserved for too short a time");
        }
        bus.tell(new Notice.MembersChanged(
                room.members().stream().map(MemberRecord::userId).toList()));
        order.opened(new Pair(record.epoch(), 0), 0, Map.of(), List.of());
        return record;
    }

    CompletableFuture<@Nullable RoomRecord> open(RoomId room, RoomFeed feed) {
        return reader.open(room, feed);
    }

    CompletableFuture<List<RoomRecord>> above(RoomId above, int most) {
        return list.rooms(above, most);
    }

    /** What is known of rooms without opening them. */
    RoomList list() {
        return list;
    }

    CompletionStage<Boolean> propose(RoomId room, long expected, RoomChange change) {
        // By it the script knows a proposal again that is sent again, because its answer was lost.
        String id = handle + "-" + lastProposal.incrementAndGet();
        return changes.propose(
                room,
                () -> {
                    noteJoined(room, change);
                    List<String> begin = messages.begin(room);
                    return link.run(Script.PROPOSE, Keys.room(room), master -> {
                        List<String> arguments = new ArrayList<>(begin);
                        arguments.add(Long.toString(expected));
                        arguments.add(id);
                        arguments.add(master.channel(room));
                        arguments.add(ChangeCodec.text(change));
                        arguments.addAll(RoomCodec.arguments(change));
                        return arguments.toArray(String[]::new);
                    });
                },
                reply -> reply != null && isTaken(Reply.list(reply), room, expected + 1, change));
    }

    /** Brings it to the feeds, or has the room read where the subscription does not bring what it is now. */
    private boolean isTaken(List<@Nullable Object> reply, RoomId room, long version, RoomChange change) {
        boolean made = Reply.number(reply.getFirst()) == 1;
        if (made) {
            noteMembers(room, change);
            List<Long> users = users(change);
            if (!users.isEmpty()) {
                bus.tell(new Notice.MembersChanged(users));
            }
        }
        if (made && reply.size() > 1) {
            Pair pair = new Pair(Reply.number(reply.get(1)), Reply.number(reply.get(2)));
            messages.order(room).changed(version, pair, change, false);
        } else if (made || Reply.number(reply.get(1)) == 1) {
            messages.order(room).mayHaveMissed();
        }
        return made;
    }

    /** Who is a member now or is none any longer. */
    private static List<Long> users(RoomChange change) {
        return switch (change) {
            case RoomChange.MembersAre c ->
                Stream.concat(c.now().stream().map(MemberRecord::userId), c.gone().stream())
                        .toList();
            case RoomChange.Kicked c -> List.of(c.userId());
            case RoomChange.Banned c -> List.of(c.ban().userId());
            case RoomChange.TopicIs _,
                    RoomChange.SettingsAre _,
                    RoomChange.Unbanned _,
                    RoomChange.RoleIs _,
                    RoomChange.PresentAre _,
                    RoomChange.InvitationIs _,
                    RoomChange.InvitationEnded _,
                    RoomChange.Closed _ -> List.of();
        };
    }

    /** A user's set names every room that it is a member of: before that is so, and after it. */
    private void noteJoined(RoomId room, RoomChange change) {
        if (change instanceof RoomChange.MembersAre members) {
            String id = Long.toString(room.value());
            members.now().forEach(member -> {
                var _ = link.send(Keys.roomsOf(member.userId()), (c, key) -> c.sadd(key, id));
            });
        }
    }

    /** The change is made. Whoever has joined again on another node meanwhile is named again. */
    private void noteMembers(RoomId room, RoomChange change) {
        noteJoined(room, change);
        if (change instanceof RoomChange.MembersAre members) {
            String id = Long.toString(room.value());
            members.gone().forEach(user -> {
                var _ = link.send(Keys.roomsOf(user), (c, key) -> c.srem(key, id))
                        .thenCompose(_ -> link.send(
                                Keys.room(room) + Keys.MEMBERS, (c, key) -> c.hexists(key, Long.toString(user))))
                        .thenAccept(member -> {
                            if (member) {
                                var _ = link.send(Keys.roomsOf(user), (c, key) -> c.sadd(key, id));
                            }
                        });
            });
        }
    }

    /** Removes fields of a hash of a room; {@code part}: behind the room's key. */
    CompletableFuture<@Nullable Object> remove(RoomId room, String part, Collection<String> gone) {
        List<String> arguments = new ArrayList<>(messages.begin(room));
        arguments.add(part);
        arguments.addAll(gone);
        return link.run(Script.REMOVE_FIELDS, Keys.room(room), arguments.toArray(String[]::new));
    }

    /** Of the rooms that a user's set names, those that name the user. */
    CompletableFuture<List<RoomId>> ofUser(long userId) {
        if (changes.hasStalled()) {
            // It would not be told of what waits.
            return CompletableFuture.failedFuture(new Failures.AwayException(RedisLink.SILENT));
        }
        CompletableFuture<Set<String>> named = link.send(Keys.roomsOf(userId), (c, key) -> c.smembers(key));
        return tasks.run(() -> {
            List<RoomId> rooms = await(named).stream()
                    .map(id -> new RoomId(Long.parseLong(id)))
                    .toList();
            List<CompletableFuture<Boolean>> members = new ArrayList<>();
            rooms.forEach(room -> members.add(
                    link.send(Keys.room(room) + Keys.MEMBERS, (c, key) -> c.hexists(key, Long.toString(userId)))));
            List<Boolean> is = awaitAll(members);
            List<RoomId> of = new ArrayList<>();
            for (int i = 0; i < rooms.size(); i++) {
                if (is.get(i)) {
                    of.add(rooms.get(i));
                }
            }
            return List.copyOf(of);
        });
    }

    CompletionStage<Void> markRead(RoomId room, long userId, long sequence) {
        List<String> arguments = new ArrayList<>(messages.begin(room));
        arguments.add(Long.toString(userId));
        arguments.add(Long.toString(sequence));
        return Changes.stored(link.run(Script.MARK_READ, Keys.room(room), arguments.toArray(String[]::new)))
                .thenAccept(_ -> {});
    }

    CompletableFuture<Long> readUpTo(RoomId room, long userId) {
        return link.send(Keys.room(room) + Keys.READ, (c, key) -> c.hget(key, Long.toString(userId)))
                .thenApply(sequence -> sequence == null ? 0 : Long.parseLong(sequence));
    }

    CompletionStage<Void> close(RoomId room) {
        return changes.make(
                room,
                Changes.Promise.KEEP,
                () -> tasks.run(() -> {
                    String name = await(link.send(Keys.room(room), (c, key) -> c.hget(key, "name")));
                    if (name != null) {
                        end(room, RoomCodec.name(room, name));
                    }
                    return null;
                }));
    }

    private CompletionStage<Void> close(RoomId room, Name name) {
        return changes.make(
                room,
                Changes.Promise.KEEP,
                () -> tasks.run(() -> {
                    end(room, name);
                    return null;
                }));
    }

    /** The name is free only when numbers have passed the room's epoch: its successor begins above. */
    private void end(RoomId room, Name name) {
        String id = Long.toString(room.value());
        Object members = await(
                link.run(Script.CLOSE, Keys.room(room), messages.begin(room).toArray(String[]::new)));
        await(link.run(Script.NEXT, link.keys().numbers(), messages.begin(room).get(1)));
        names.free(Keys.roomName(name.key()), id);
        list.remove(room, name).forEach(Tasks::await);
        if (members != null) {
            List<Long> users = Reply.list(members).stream().map(Reply::number).toList();
            users.forEach(user -> {
                var _ = link.send(Keys.roomsOf(user), (c, key) -> c.srem(key, id));
            });
            bus.tell(new Notice.MembersChanged(users));
        }
        messages.forget(room);
    }
}
