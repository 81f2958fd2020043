package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Tasks.await;
import static dev.roomtalk.server.store.redis.Tasks.awaitAll;

import dev.roomtalk.server.names.Looks;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.RoomSummary;
import dev.roomtalk.server.store.VisibleRooms;
import dev.roomtalk.wire.Name;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The sets of all rooms: by id, by name those that are not private, and by what their names look like. What a crash has
 * left of a room goes when it is met. Any thread.
 */
final class RoomList {
    private static final int ROOMS_AT_ONCE = 128;

    private final RedisLink link;
    private final Tasks tasks;
    private final Names names;
    private final RoomReader reader;
    private final BiConsumer<RoomId, Name> closing;

    /** @param closing closes a room that its name does not point to */
    RoomList(RedisLink link, Tasks tasks, Names names, RoomReader reader, BiConsumer<RoomId, Name> closing) {
        this.link = link;
        this.tasks = tasks;
        this.names = names;
        this.reader = reader;
        this.closing = closing;
    }

    /** A room is made: it is in all of them. To be awaited. */
    List<CompletableFuture<?>> add(RoomRecord room) {
        String id = Long.toString(room.id().value());
        List<CompletableFuture<?>> added = new ArrayList<>();
        added.add(link.send(Keys.ROOMS, (c, key) -> c.zadd(key, Double.parseDouble(id), id)));
        Looks.of(room.name()).forEach(look -> added.add(link.send(Keys.roomLook(look), (c, key) -> c.sadd(key, id))));
        if (!room.hidden()) {
            String visible = Keys.visible(room.name().key(), room.id().value());
            added.add(link.send(Keys.VISIBLE, (c, key) -> c.zadd(key, 0, visible)));
        }
        return added;
    }

    /** The room of a name is closed. To be awaited. */
    List<CompletableFuture<?>> remove(RoomId room, Name name) {
        String id = Long.toString(room.value());
        List<CompletableFuture<?>> removed = new ArrayList<>();
        removed.add(link.send(Keys.VISIBLE, (c, key) -> c.zrem(key, Keys.visible(name.key(), room.value()))));
        Looks.of(name).forEach(look -> removed.add(link.send(Keys.roomLook(look), (c, key) -> c.srem(key, id))));
        // The last: where it is there, the others may be.
        removed.add(link.send(Keys.ROOMS, (c, key) -> c.zrem(key, id)));
        return removed;
    }

    CompletableFuture<Integer> count() {
        return link.send(Keys.ROOMS, (c, key) -> c.zcard(key)).thenApply(Math::toIntExact);
    }

    /** A name that a crash has left points to no room. */
    CompletableFuture<@Nullable RoomId> named(Name name) {
        return tasks.run(() -> {
            String found = await(link.send(Keys.roomName(name.key()), (c, key) -> c.get(key)));
            RoomId id = found == null ? RoomId.NONE : new RoomId(Long.parseLong(found));
            // Asked in any case: so it takes as long where there is none.
            return await(link.send(Keys.room(id), (c, key) -> c.exists(key))) > 0 ? id : null;
        });
    }

    CompletableFuture<VisibleRooms> visible(int most) {
        return tasks.run(() -> {
            CompletableFuture<Long> count = link.send(Keys.VISIBLE, (c, key) -> c.zcard(key));
            List<String> first = await(link.send(
                    Keys.VISIBLE, (c, key) -> c.zrangebylex(key, Range.<String>unbounded(), Limit.create(0, most))));
            Map<RoomId, String> entries = new LinkedHashMap<>();
            first.forEach(entry -> entries.put(Keys.visibleRoom(entry), entry));
            List<RoomSummary> rooms = summaries(List.copyOf(entries.keySet()), new ArrayList<>());
            int gone = entries.size() - rooms.size();
            rooms.forEach(room -> entries.remove(room.id()));
            entries.values().forEach(entry -> {
                var _ = link.send(Keys.VISIBLE, (c, key) -> c.zrem(key, entry));
            });
            return new VisibleRooms(rooms, Math.toIntExact(await(count)) - gone);
        });
    }

    /** A look counts only while its room is there. */
    CompletableFuture<Boolean> looksTaken(Name name) {
        return tasks.run(() -> {
            for (String look : Looks.of(name)) {
                for (String id : await(link.send(Keys.roomLook(look), (c, key) -> c.smembers(key)))) {
                    if (await(link.send(Keys.room(new RoomId(Long.parseLong(id))), (c, key) -> c.exists(key))) > 0) {
                        return true;
                    }
                }
            }
            return false;
        });
    }

    CompletableFuture<List<RoomSummary>> of(List<RoomId> rooms) {
        return tasks.run(() -> summaries(rooms, new ArrayList<>()));
    }

    /** Those above an id, at most so many. */
    CompletableFuture<List<RoomRecord>> rooms(RoomId above, int most) {
        return tasks.run(() -> {
            List<RoomRecord> found = new ArrayList<>();
            UserNames userNames = new UserNames(link);
            long last = above.value();
            while (found.size() < most) {
                List<RoomId> some = ids(last, Math.min(ROOMS_AT_ONCE, most - found.size()));
                if (some.isEmpty()) {
                    break;
                }
                List<CompletableFuture<@Nullable Object>> opened =
                        some.stream().map(reader::open).toList();
                List<@Nullable Object> replies = awaitAll(opened);
                userNames.lookUp(replies);
                for (int j = 0; j < some.size(); j++) {
                    addIfNamed(some.get(j), replies.get(j), userNames, found);
                }
                last = some.getLast().value();
            }
            return List.copyOf(found);
        });
    }

    /** As {@link #rooms}, without opening the rooms. */
    CompletableFuture<List<RoomSummary>> summaries(RoomId above, int most) {
        return tasks.run(() -> {
            List<RoomSummary> found = new ArrayList<>();
            long last = above.value();
            while (found.size() < most) {
                List<RoomId> some = ids(last, Math.min(ROOMS_AT_ONCE, most - found.size()));
                if (some.isEmpty()) {
                    break;
                }
                List<RoomId> absent = new ArrayList<>();
                found.addAll(summaries(some, absent));
                absent.forEach(this::forgetId);
                last = some.getLast().value();
            }
            return List.copyOf(found);
        });
    }

    /** @param absent takes those that are none */
    private List<RoomSummary> summaries(List<RoomId> ids, List<RoomId> absent) {
        List<CompletableFuture<Map<String, String>>> hashes = ids.stream()
                .map(id -> link.send(Keys.room(id), (c, key) -> c.hgetall(key)))
                .toList();
        List<CompletableFuture<Long>> members = ids.stream()
                .map(id -> link.send(Keys.room(id) + Keys.MEMBERS, (c, key) -> c.hlen(key)))
                .toList();
        List<@Nullable RoomSummary> read = new ArrayList<>();
        List<CompletableFuture<Boolean>> named = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            RoomId id = ids.get(i);
            Map<String, String> fields = await(hashes.get(i));
            int count = Math.toIntExact(await(members.get(i)));
            RoomSummary room = fields.isEmpty() ? null : RoomCodec.summary(id, fields, count);
            read.add(room);
            // Asked also where there is no room: so that takes as long.
            named.add(names.makingFinal(
                    Keys.roomName(room == null ? "" : room.name().key()), Long.toString(id.value())));
        }
        List<RoomSummary> summaries = new ArrayList<>();
        for (int i = 0; i < read.size(); i++) {
            RoomSummary room = read.get(i);
            boolean isNamed = await(named.get(i));
            if (room != null && isNamed) {
                summaries.add(room);
            } else if (room != null) {
                closing.accept(room.id(), room.name());
            } else {
                absent.add(ids.get(i));
            }
        }
        return summaries;
    }

    private void forgetId(RoomId id) {
        await(link.send(Keys.ROOMS, (c, key) -> c.zrem(key, Long.toString(id.value()))));
    }

    private List<RoomId> ids(long above, int most) {
        Range<Long> range = Range.from(Range.Boundary.excluding(above), Range.Boundary.unbounded());
        List<String> ids = await(link.send(Keys.ROOMS, (c, key) -> c.zrangebyscore(key, range, Limit.create(0, most))));
        return ids.stream().map(id -> new RoomId(Long.parseLong(id))).toList();
    }

    private void addIfNamed(RoomId id, @Nullable Object reply, UserNames userNames, List<RoomRecord> all) {
        String text = Long.toString(id.value());
        if (reply == null) {
            forgetId(id);
            return;
        }
        RoomRecord record = reader.record(id, reply, userNames);
        if (names.makeFinal(Keys.roomName(record.name().key()), text)) {
            all.add(record);
        } else {
            closing.accept(id, record.name());
        }
    }
}
