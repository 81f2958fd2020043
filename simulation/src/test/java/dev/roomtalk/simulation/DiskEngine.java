package dev.roomtalk.simulation;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomFeeds;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A durable engine from its start to its crash: takes its time for each answer and for what its feeds bring, numbers
 * before it commits, sometimes cannot take a message, and sometimes does not say whether it did. What it has not
 * committed when it crashes was never there.
 */
final class DiskEngine extends SimulatedEngine {
    private final World world;
    private final Random random;
    private final Disk disk;
    private final Truth truth;
    private final FanOutWatch fanOuts;
    private final long longest;
    private final int kept;
    private final double failing;
    private final long epoch;
    private final Map<RoomId, Numbering> numberings = new HashMap<>();
    private final Map<RoomId, RoomFeeds> feeds = new HashMap<>();
    private boolean crashed;

    /** Of one room, ahead of what is committed. */
    private static final class Numbering {
        long last;
        final Map<Disk.Speaker, Long> highestN = new HashMap<>();
    }

    /** @param longest nanoseconds until a message is numbered, and again until it is committed */
    DiskEngine(
            World world,
            Random random,
            Disk disk,
            Truth truth,
            FanOutWatch fanOuts,
            long now,
            long longest,
            int kept,
            double failing) {
        this.world = world;
        this.random = random;
        this.disk = disk;
        this.truth = truth;
        this.fanOuts = fanOuts;
        this.longest = longest;
        this.kept = kept;
        this.failing = failing;
        this.epoch = Math.max(disk.lastEpoch + 1, now);
        disk.lastEpoch = epoch;
        truth.started(epoch, disk.members(), disk.banned(Ban.Kind.ENTER));
    }

    /** The process is gone, and with it what was not committed. */
    void crash() {
        crashed = true;
        disk.rooms.values().forEach(room -> truth.crashed(room.id, room.last));
    }

    private long lastAnswer;

    /** Answers come one after the other, in the order of the calls. */
    private void later(Runnable answer) {
        lastAnswer = Math.max(lastAnswer, world.nanoTime() + (long) (random.nextDouble() * longest));
        world.at(lastAnswer, () -> {
            if (!crashed) {
                answer.run();
            }
        });
    }

    private long lastBrought;

    /** What the feeds bring comes in one order, before or after the answers. */
    private void bring(Runnable next) {
        lastBrought = Math.max(lastBrought, world.nanoTime() + (long) (random.nextDouble() * longest));
        world.at(lastBrought, () -> {
            if (!crashed) {
                next.run();
            }
        });
    }

    private RoomFeeds feeds(RoomId room) {
        return feeds.computeIfAbsent(room, _ -> new RoomFeeds());
    }

    private <T extends @Nullable Object> CompletionStage<T> answer(Supplier<T> value) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        later(() -> answer.complete(value.get()));
        return answer;
    }

    @Override
    protected <T extends @Nullable Object> CompletionStage<T> ask(Function<Disk, T> question) {
        return answer(() -> question.apply(disk));
    }

    @Override
    public void append(RoomId id, long version, AppendRequest message, AppendAnswer answer) {
        later(() -> number(id, version, message, answer));
    }

    private void number(RoomId id, long version, AppendRequest message, AppendAnswer answer) {
        Disk.Room room = disk.rooms.get(id);
        boolean fails = random.nextDouble() < failing;
        boolean lost = fails && random.nextBoolean();
        if (room == null || (fails && !lost)) {
            answer.failed();
            return;
        }
        if (lost && random.nextBoolean()) {
            answer.unknown();
            return;
        }
        Disk.Speaker speaker = Disk.Speaker.of(message);
        Numbering numbering = numberings.computeIfAbsent(id, _ -> {
            Numbering fresh = new Numbering();
            fresh.last = room.last;
            fresh.highestN.putAll(room.highestN);
            return fresh;
        });
        if (numbering.highestN.getOrDefault(speaker, 0L) >= message.n()) {
            if (lost) {
                answer.unknown();
                return;
            }
            LogEntry before = room.find(message);
            if (before == null) {
                answer.duplicate(0, 0, false);
            } else {
                answer.duplicate(before.epoch(), before.sequence(), true);
            }
            return;
        }
        if (version < room.restricted) {
            answer.failed();
            return;
        }
        numbering.last++;
        numbering.highestN.put(speaker, message.n());
        LogEntry entry = new LogEntry(epoch, numbering.last, message);
        truth.numbered(room, entry, false);
        bring(() -> {
            fanOuts.brings();
            feeds(id).message(entry.epoch(), entry.sequence(), message);
        });
        later(() -> {
            room.put(entry);
            room.epochEnds.put(epoch, entry.sequence());
            while (room.log.size() > kept) {
                room.log.pollFirstEntry();
            }
            if (lost) {
                answer.unknown();
            } else {
                answer.committed(entry.epoch(), entry.sequence(), true);
            }
        });
    }

    @Override
    public CompletionStage<Long> highestN(RoomId id, long userId, long instance) {
        return answer(() -> {
            Disk.Room room = disk.rooms.get(id);
            return room == null ? 0 : room.highestN(userId, instance);
        });
    }

    @Override
    public CompletionStage<Long> epochEnd(RoomId id, long asked) {
        return answer(() -> {
            Disk.Room room = disk.rooms.get(id);
            Map.Entry<Long, Long> end = room == null ? null : room.epochEnds.floorEntry(asked);
            return end == null ? 0 : end.getValue();
        });
    }

    @Override
    public CompletionStage<LogPage> read(RoomId id, LogRange range) {
        return answer(() -> {
            Disk.Room room = disk.rooms.get(id);
            return room == null ? LogPage.none(range.after()) : room.read(range);
        });
    }

    @Override
    public CompletionStage<UserCreation> createUser(Name name, boolean distinct, TokenHash token) {
        return answer(() -> {
            UserRecord user = new UserRecord(random.nextLong(), name);
            disk.users.put(token, user);
            return new Created(user);
        });
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> createRoom(RoomRecord wanted, RoomFeed feed) {
        return answer(() -> {
            if (disk.roomNamed(wanted.name()) != null) {
                return null;
            }
            // No room closes here, so that none of these ids is given again.
            Disk.Room room = new Disk.Room(new RoomId(disk.rooms.size() + 1L), wanted.name());
            wanted.members().forEach(member -> room.members.put(member.userId(), member));
            disk.rooms.put(room.id, room);
            feeds(room.id).add(feed);
            return room.record(epoch);
        });
    }

    @Override
    public int rooms() {
        return disk.rooms.size();
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> open(RoomId id, RoomFeed feed) {
        CompletableFuture<@Nullable RoomRecord> answer = new CompletableFuture<>();
        later(() -> {
            Disk.Room room = disk.rooms.get(id);
            if (random.nextDouble() < failing) {
                answer.completeExceptionally(new IllegalStateException("the room cannot be read now"));
            } else {
                feeds(id).add(feed);
                answer.complete(room == null ? null : room.record(epoch).at(epoch, last(room)));
            }
        });
        return answer;
    }

    @Override
    public void letGo(RoomId room, RoomFeed feed) {
        feeds(room).remove(feed);
    }

    /** The last sequence numbered. */
    private long last(Disk.Room room) {
        Numbering numbering = numberings.get(room.id);
        return numbering == null ? room.last : numbering.last;
    }

    @Override
    public CompletionStage<Boolean> propose(RoomId id, long expected, RoomChange change) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        later(() -> {
            Disk.Room room = disk.rooms.get(id);
            boolean fails = random.nextDouble() < failing;
            boolean lost = fails && random.nextBoolean();
            boolean taken = room != null && room.version <= expected && (!fails || lost);
            if (taken) {
                room.take(change, expected + 1);
                truth.changed(id, room.version, change, false);
                bring(() -> feeds(id).changed(expected + 1, change));
            }
            if (fails) {
                answer.completeExceptionally(new IllegalStateException("nobody knows whether it was taken"));
            } else {
                answer.complete(taken);
            }
        });
        return answer;
    }

    @Override
    public CompletionStage<Void> closeRoom(RoomId room) {
        throw new UnsupportedOperationException("no room in a simulation closes");
    }

    @Override
    public void close() {
        crash();
    }
}
