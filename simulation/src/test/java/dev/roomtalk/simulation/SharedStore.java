package dev.roomtalk.simulation;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An engine that several nodes share: a master, which carries out scripts one after the other and publishes what they
 * do, and its replica, which does the same a little later. In a failover the replica becomes the master, and what it
 * has not done was never there.
 */
final class SharedStore {
    /** How long an answer waits for the replica. */
    private static final long PATIENCE = Path.millis(200);

    private final World world;
    private final Random random;
    private final Truth truth;
    private final InstantSource clock;
    private final long lag;
    private final List<SharedLink> links = new ArrayList<>();
    private Master master;
    private long masters;
    private long lastRoom;

    /** From then on there is a master that nodes reach. */
    private long availableAt;

    /** What is published. */
    sealed interface Published {}

    /** @param version that the room has */
    record Messages(RoomId room, long version, List<LogEntry> entries) implements Published {}

    /** @param epoch of the last message before it, which has this sequence */
    record Change(RoomId room, long version, long epoch, long sequence, RoomChange change) implements Published {}

    record Heartbeat() implements Published {}

    /**
     * @param clock of the master
     * @param lag nanoseconds that the replica takes at most
     */
    SharedStore(World world, Random random, Truth truth, InstantSource clock, long lag) {
        this.world = world;
        this.random = random;
        this.truth = truth;
        this.clock = clock;
        this.lag = lag;
        this.master = begin(new Disk());
    }

    private Master begin(Disk data) {
        masters++;
        return new Master(masters, data);
    }

    /** The one that nodes connect to now; null: they reach none. */
    @Nullable
    Master reachable() {
        return world.nanoTime() < availableAt ? null : master;
    }

    /** What there is in the end. */
    Disk data() {
        return master.data;
    }

    RoomId takeRoomId() {
        lastRoom++;
        return new RoomId(lastRoom);
    }

    void add(SharedLink link) {
        links.add(link);
    }

    void remove(SharedLink link) {
        links.remove(link);
    }

    List<SharedLink> links() {
        return links;
    }

    /** The replica does nothing for so long. */
    void stall(long nanos) {
        master.lastCopied = Math.max(master.lastCopied, world.nanoTime() + nanos);
    }

    /**
     * The replica becomes the master.
     *
     * @param down for so long nodes reach none
     * @param split for so long at most nodes that have the old one go on with it, which nobody else hears of
     */
    void failover(long down, long split) {
        Master old = master;
        old.deposed = true;
        master = begin(old.replica);
        availableAt = world.nanoTime() + down;
        truth.failedOver(master.data);
        for (SharedLink link : List.copyOf(links)) {
            world.after((long) (random.nextDouble() * split), () -> link.leave(old));
        }
    }

    final class Master {
        final long id;
        private final Disk data;
        private final Disk replica;
        private final List<Consumer<Published>> subscribers = new ArrayList<>();
        private long carriedOut;
        private long copied;
        private long lastCopied;
        private boolean deposed;

        private Master(long id, Disk data) {
            this.id = id;
            this.data = data;
            this.replica = data.copy();
        }

        long millis() {
            return clock.millis();
        }

        /** Carries out a script, which the replica does too. */
        <T> T run(Function<Disk, T> script) {
            carriedOut++;
            long offset = carriedOut;
            T result = script.apply(data);
            lastCopied = Math.max(lastCopied, world.nanoTime() + (long) (random.nextDouble() * lag));
            world.at(lastCopied, () -> {
                if (!deposed) {
                    T _ = script.apply(replica);
                    copied = offset;
                }
            });
            return result;
        }

        /** Answers whether the replica has done what was done until now. */
        void whenCopied(Consumer<Boolean> answer) {
            long upTo = carriedOut;
            long patience = world.nanoTime() + PATIENCE;
            world.at(deposed ? patience : Math.min(lastCopied, patience), () -> answer.accept(copied >= upTo));
        }

        SharedScripts.@Nullable AppendedAll append(
                RoomId id, SharedScripts.Begin begin, List<SharedScripts.Appending> messages) {
            SharedScripts.AppendedAll appended = run(disk -> {
                Disk.Room room = disk.rooms.get(id);
                return room == null ? null : SharedScripts.append(room, begin, messages);
            });
            Disk.Room kept = data.rooms.get(id);
            if (kept != null && appended != null && !appended.numbered().isEmpty()) {
                appended.numbered().forEach(entry -> truth.numbered(kept, entry, deposed));
                publish(new Messages(id, appended.version(), appended.numbered()));
            }
            return appended;
        }

        SharedScripts.@Nullable Proposed propose(
                RoomId id, SharedScripts.Begin begin, long expected, String proposal, RoomChange change) {
            SharedScripts.Proposed proposed = run(disk -> {
                Disk.Room room = disk.rooms.get(id);
                return room == null ? null : SharedScripts.propose(room, begin, expected, proposal, change);
            });
            if (proposed != null && proposed.now()) {
                truth.changed(id, expected + 1, change, deposed);
                publish(new Change(id, expected + 1, proposed.epoch(), proposed.last(), change));
            }
            return proposed;
        }

        void publish(Published what) {
            List.copyOf(subscribers).forEach(subscriber -> subscriber.accept(what));
        }

        void subscribe(Consumer<Published> subscriber) {
            subscribers.add(subscriber);
        }

        void unsubscribe(Consumer<Published> subscriber) {
            subscribers.remove(subscriber);
        }
    }
}
