package dev.roomtalk.simulation;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.NotStoredException;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.redis.SimulatedOrder;
import dev.roomtalk.simulation.SharedScripts.Begin;
import dev.roomtalk.simulation.SharedStore.Published;
import dev.roomtalk.wire.Name;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A node's handle on a {@link SharedStore}, which does what the engine on Redis does: its order of what the feeds bring
 * is that engine's own. Over 300 lines, because every promise of an engine is kept here.
 */
final class SharedEngine extends SimulatedEngine {
    private static final long LOOK = Path.millis(250);
    private static final int LOOKS_BETWEEN_BEATS = 2;
    private static final long SILENCE = Path.millis(1_500);

    private final World world;
    private final Random random;
    private final SharedStore store;
    private final Truth truth;
    private final FanOutWatch fanOuts;
    private final String node;
    private final SimulatedLoop loop;
    private final SharedLink link;
    private final Map<RoomId, OfRoom> rooms = new LinkedHashMap<>();
    private final Map<RoomFeed, WatchedFeed> watched = new LinkedHashMap<>();
    private final List<Runnable> stalled = new ArrayList<>();
    private final List<OfRoom> unread = new ArrayList<>();
    private @Nullable SharedSubscription subscription;
    private boolean subscribing;
    private boolean closed;
    private long looks;
    private long proposals;

    private final class OfRoom {
        final RoomId id;
        final SimulatedOrder order;
        final SharedAppends appends;

        OfRoom(RoomId id) {
            this.id = id;
            order = new SimulatedOrder(id, _ -> readMissed(this));
            appends = new SharedAppends(id, world, link, order);
        }

        Function<SharedStore.Master, Begin> begin() {
            long epoch = order.seenEpoch();
            long sequence = order.seenSequence();
            return master -> new Begin(epoch, sequence, master.id, master.millis());
        }
    }

    /**
     * @param node what it is called
     * @param loop on which it gives its answers
     * @param longest nanoseconds that anything takes each way
     * @param failing how often the connection ends with what it is asked
     */
    SharedEngine(
            World world,
            Random random,
            SharedStore store,
            Truth truth,
            FanOutWatch fanOuts,
            String node,
            SimulatedLoop loop,
            long longest,
            DoubleSupplier failing) {
        this.world = world;
        this.random = random;
        this.store = store;
        this.truth = truth;
        this.fanOuts = fanOuts;
        this.node = node;
        this.loop = loop;
        this.link = new SharedLink(world, random, store, loop, longest, failing, this::connected);
        look();
    }

    SimulatedLoop loop() {
        return loop;
    }

    SharedLink link() {
        return link;
    }

    /** The subscription brings nothing any more, without a sign. */
    void fallSilent() {
        if (subscription != null) {
            subscription.fallSilent();
        }
    }

    /** The subscription ends. */
    void cutFeed() {
        if (subscription != null) {
            subscription.end();
        }
    }

    private void look() {
        if (closed) {
            return;
        }
        looks++;
        SharedSubscription now = subscription;
        SharedStore.Master master = link.master();
        if (master != null && (now == null || now.master != master || isDead(now))) {
            subscribe(master);
        }
        if (looks % LOOKS_BETWEEN_BEATS == 0) {
            beat();
        }
        fanOuts.check();
        rooms.values().forEach(room -> room.appends.giveUp());
        readAgain();
        world.after(LOOK, () -> loop.run(this::look));
    }

    private boolean isDead(SharedSubscription now) {
        return now.hasEnded() || world.nanoTime() - now.heard() >= SILENCE;
    }

    private void beat() {
        var _ = link.run(master -> {
            master.publish(new SharedStore.Heartbeat());
            return true;
        });
    }

    private void subscribe(SharedStore.Master master) {
        if (subscribing) {
            return;
        }
        subscribing = true;
        if (subscription != null) {
            subscription.end();
            subscription = null;
        }
        world.after(link.delay(), () -> {
            if (closed) {
                return;
            }
            SharedSubscription made = new SharedSubscription(world, link, loop, master, this::heard);
            world.after(
                    link.delay(),
                    () -> loop.run(() -> {
                        subscribing = false;
                        subscription = made;
                        List.copyOf(rooms.values()).forEach(room -> room.order.mayHaveMissed());
                    }));
        });
    }

    private void heard(Published published) {
        switch (published) {
            case SharedStore.Heartbeat _ -> {}
            case SharedStore.Messages(RoomId id, long version, var entries) -> {
                OfRoom room = rooms.get(id);
                if (room != null) {
                    entries.forEach(entry -> room.order.message(entry, version, true));
                }
            }
            case SharedStore.Change(RoomId id, long version, long epoch, long sequence, RoomChange change) -> {
                OfRoom room = rooms.get(id);
                if (room != null) {
                    room.order.changed(version, epoch, sequence, change, true);
                }
            }
        }
    }

    private void connected() {
        List<Runnable> again = List.copyOf(stalled);
        stalled.clear();
        again.forEach(Runnable::run);
        List.copyOf(rooms.values()).forEach(room -> room.appends.again());
    }

    private void readMissed(OfRoom room) {
        SimulatedOrder.Place from = room.order.beginReading();
        if (from == null) {
            return;
        }
        var _ = this.<SharedScripts.@Nullable Missed>ofRoom(
                        room,
                        null,
                        (begin, kept) ->
                                SharedScripts.missed(kept, begin, from.epoch(), from.sequence(), from.version()))
                .whenComplete((missed, failure) -> {
                    if (failure != null) {
                        room.order.notRead();
                        unread.add(room);
                    } else if (missed == null) {
                        room.order.ended();
                    } else if (room.order.read(
                            missed.entries(),
                            missed.epoch(),
                            missed.last(),
                            missed.more(),
                            missed.version(),
                            missed.state())) {
                        readMissed(room);
                    }
                });
    }

    private void readAgain() {
        List<OfRoom> again = List.copyOf(unread);
        unread.clear();
        again.forEach(this::readMissed);
    }

    private OfRoom known(RoomId id) {
        return rooms.computeIfAbsent(id, OfRoom::new);
    }

    /** @param none what there is of a room that does not exist */
    private <T extends @Nullable Object> CompletableFuture<T> ofRoom(
            OfRoom asked, T none, BiFunction<Begin, Disk.Room, T> script) {
        Function<SharedStore.Master, Begin> begin = asked.begin();
        return link.run(master -> {
            Begin now = begin.apply(master);
            return master.run(disk -> {
                Disk.Room room = disk.rooms.get(asked.id);
                return room == null ? none : script.apply(now, room);
            });
        });
    }

    @Override
    protected <T extends @Nullable Object> CompletableFuture<T> ask(Function<Disk, T> script) {
        return link.run(master -> master.run(script));
    }

    @Override
    public void append(RoomId room, long version, AppendRequest message, AppendAnswer answer) {
        known(room).appends.append(version, message, answer);
    }

    @Override
    public CompletionStage<Long> highestN(RoomId id, long userId, long instance) {
        return ofRoom(known(id), 0L, (begin, room) -> {
            begin.at(room);
            return room.highestN(userId, instance);
        });
    }

    @Override
    public CompletionStage<Long> epochEnd(RoomId id, long asked) {
        return ofRoom(known(id), 0L, (begin, room) -> SharedScripts.epochEnd(room, begin, asked));
    }

    @Override
    public CompletionStage<LogPage> read(RoomId id, LogRange range) {
        return ofRoom(known(id), LogPage.none(range.after()), (begin, room) -> {
            begin.at(room);
            return room.read(range);
        });
    }

    @Override
    public CompletionStage<UserCreation> createUser(Name name, boolean distinct, TokenHash token) {
        UserRecord user = new UserRecord(random.nextLong(), name);
        return ask(disk -> {
            if (disk.userNamed(name) != null) {
                return new NameTaken();
            }
            disk.users.put(token, user);
            return new Created(user);
        });
    }

    private WatchedFeed watch(RoomId room, RoomFeed feed) {
        WatchedFeed made = new WatchedFeed(room, feed, truth, fanOuts, node);
        watched.put(feed, made);
        return made;
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> createRoom(RoomRecord wanted, RoomFeed feed) {
        OfRoom made = known(store.takeRoomId());
        made.order.open(watch(made.id, feed));
        return link.<@Nullable RoomRecord>run(master -> {
                    long millis = master.millis();
                    return master.run(disk -> {
                        if (disk.roomNamed(wanted.name()) != null) {
                            return null;
                        }
                        Disk.Room room = new Disk.Room(made.id, wanted.name());
                        wanted.members().forEach(member -> room.members.put(member.userId(), member));
                        room.topic = new RoomChange.TopicIs(wanted.topic(), "");
                        room.epoch = Math.max(millis, disk.lastEpoch + 1);
                        room.master = master.id;
                        disk.rooms.put(room.id, room);
                        return room.record(room.epoch);
                    });
                })
                .whenComplete((record, failure) -> {
                    if (record != null) {
                        made.order.opened(record.epoch(), 0, 0);
                    } else {
                        letGo(made.id, feed);
                    }
                });
    }

    @Override
    public int rooms() {
        return rooms.size();
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> open(RoomId id, RoomFeed feed) {
        OfRoom opened = known(id);
        opened.order.open(watch(id, feed));
        return this.<@Nullable RoomRecord>ofRoom(opened, null, (begin, room) -> {
                    begin.at(room);
                    return room.record(room.epoch);
                })
                .thenApply(record -> {
                    if (record != null) {
                        truth.opened(record);
                        opened.order.opened(record.epoch(), record.sequence(), record.version());
                    }
                    return record;
                })
                // The names of its users are looked up then.
                .thenCompose(record -> ask(_ -> record))
                .whenComplete((record, failure) -> {
                    if (record == null) {
                        letGo(id, feed);
                    }
                });
    }

    @Override
    public void letGo(RoomId id, RoomFeed feed) {
        WatchedFeed mine = watched.remove(feed);
        OfRoom room = rooms.get(id);
        if (room != null && mine != null) {
            room.order.letGo(mine);
        }
    }

    @Override
    public CompletionStage<Boolean> propose(RoomId id, long expected, RoomChange change) {
        proposals++;
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        propose(known(id), expected, change, node + "-" + proposals, answer);
        return answer;
    }

    private void propose(
            OfRoom room, long expected, RoomChange change, String proposal, CompletableFuture<Boolean> answer) {
        Function<SharedStore.Master, Begin> begin = room.begin();
        var _ = link.<SharedScripts.@Nullable Proposed>run(
                        master -> master.propose(room.id, begin.apply(master), expected, proposal, change))
                .whenComplete((proposed, failure) -> {
                    if (failure != null) {
                        if (((SharedLink.AwayException) failure).sent) {
                            stalled.add(() -> propose(room, expected, change, proposal, answer));
                        }
                        answer.completeExceptionally(new NotStoredException("the engine is away", failure));
                    } else {
                        if (proposed != null && proposed.now()) {
                            room.order.changed(expected + 1, proposed.epoch(), proposed.last(), change, false);
                        } else if (proposed != null && proposed.read()) {
                            room.order.mayHaveMissed();
                        }
                        answer.complete(proposed != null && proposed.taken());
                    }
                });
    }

    @Override
    public CompletionStage<Void> closeRoom(RoomId id) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        close(known(id), answer);
        return answer;
    }

    /** Until it is done. */
    private void close(OfRoom room, CompletableFuture<Void> answer) {
        var _ = this.<Boolean>ask(disk -> {
                    disk.close(room.id);
                    return true;
                })
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        rooms.remove(room.id);
                        room.order.close();
                        answer.complete(null);
                    } else {
                        stalled.add(() -> close(room, answer));
                    }
                });
    }

    /** The process is gone. */
    @Override
    public void close() {
        closed = true;
        link.close();
        if (subscription != null) {
            subscription.end();
        }
    }
}
