package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomRecord;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one loop that somebody has needed and that are not open: what is remembered of each, which of them are
 * being opened, and what waits for that. Confined to that loop.
 *
 * <p>A room is opened when a command comes that means something to it. The engine is asked for its record and for the
 * feed of its messages, and what comes meanwhile waits, in its order. If the engine cannot tell, what waits is refused,
 * and the next command asks again.
 */
final class UnopenedRooms {
    /** Commands that wait for one room; a request more is refused. */
    private static final int MAX_WAITING = 1_024;

    /** Rooms that are opened at one time because they have expired. */
    private static final int MAX_EXPIRED = 256;

    private final LoopThread thread;
    private final RoomOpener opener;
    private final Consumer<RoomHost> opened;
    private final IntObjectMap<UnopenedRoom> rooms = new IntObjectHashMap<>();

    /** Those that expire first come first. */
    private final NavigableSet<UnopenedRoom> byLastUse = new TreeSet<>(Comparator.comparingLong(UnopenedRoom::lastUse)
            .thenComparingInt(room -> room.ref().number()));

    /** What waits for each room that is being opened. */
    private final IntObjectMap<Queue<Waiting>> opening = new IntObjectHashMap<>();

    /** A command, and who waits for it to be carried out. */
    private record Waiting(RoomCommand command, @Nullable CompletableFuture<Void> done) {
        void failed(Throwable why) {
            switch (command) {
                case RoomCommand.Asked c -> Refusals.busy(c);
                case RoomCommand.PasswordChecked c -> Refusals.busy(c.enter());
                case RoomCommand.Recalled c -> Refusals.busy(c.enter());
                case RoomCommand.Publish _, RoomCommand.Silent _ -> {}
            }
            if (done != null) {
                done.completeExceptionally(why);
            }
        }

        void carriedOut() {
            if (done != null) {
                done.complete(null);
            }
        }
    }

    /** @param opened takes each room that has been opened */
    UnopenedRooms(LoopThread thread, RoomOpener opener, Consumer<RoomHost> opened) {
        this.thread = thread;
        this.opener = opener;
        this.opened = opened;
    }

    void add(UnopenedRoom room) {
        rooms.put(room.ref().number(), room);
        byLastUse.add(room);
    }

    private void remove(UnopenedRoom room) {
        rooms.remove(room.ref().number());
        byLastUse.remove(room);
    }

    boolean contains(int room) {
        return rooms.containsKey(room);
    }

    Stream<RoomUsage> traffic() {
        return rooms.values().stream().map(UnopenedRoom::traffic);
    }

    /** Takes a command for a room that is not open, or is closed. */
    void take(RoomRef ref, RoomCommand command) {
        UnopenedRoom room = rooms.get(ref.number());
        if (room == null) {
            Refusals.ofClosedRoom(ref, command);
        } else {
            take(room, new Waiting(command, null));
        }
    }

    /**
     * Gives a command to each room that it means something to.
     *
     * @return one for each room that is being opened: done when the room has carried it out, failed where it could not
     *     be opened
     */
    List<CompletableFuture<Void>> takeAll(RoomCommand.Silent command) {
        return List.copyOf(rooms.values()).stream()
                .map(room -> {
                    CompletableFuture<Void> done = new CompletableFuture<>();
                    return take(room, new Waiting(command, done)) ? done : null;
                })
                .filter(done -> done != null)
                .toList();
    }

    /** False: the command means nothing to the room. */
    private boolean take(UnopenedRoom room, Waiting waiting) {
        Queue<Waiting> before = opening.get(room.ref().number());
        if (before == null) {
            boolean needed = needs(room, waiting.command);
            if (needed) {
                open(room, waiting);
            }
            return needed;
        }
        if (waiting.command instanceof RoomCommand.Asked asked && before.size() >= MAX_WAITING) {
            Refusals.busy(asked);
            return true;
        }
        boolean meant = !(waiting.command instanceof RoomCommand.Silent)
                || waiting.command instanceof RoomCommand.Said
                || waiting.command instanceof RoomCommand.Changed
                || waiting.command instanceof RoomCommand.Restated
                || waiting.command instanceof RoomCommand.Present
                || waiting.command instanceof RoomCommand.NodeEnded
                || waiting.command instanceof RoomCommand.ForgetUser
                || waiting.command instanceof RoomCommand.RenameUser;
        if (meant) {
            before.add(waiting);
        }
        return meant;
    }

    /**
     * Whether the room is opened for this command. Nobody is in the room, its ring is empty and the engine has no
     * message of it, so that most of what comes unasked changes nothing. The engine renames its members by itself.
     */
    private boolean needs(UnopenedRoom room, RoomCommand command) {
        return switch (command) {
            case RoomCommand.ForgetUser c -> opener.isMember(c.userId(), room.ref());
            case RoomCommand.Silent _ -> false;
            case RoomCommand.Asked _, RoomCommand.PasswordChecked _, RoomCommand.Recalled _, RoomCommand.Publish _ ->
                true;
        };
    }

    /** Opens a room if there is one of this number that is not open. */
    void open(int number) {
        UnopenedRoom room = rooms.get(number);
        if (room != null && !opening.containsKey(number)) {
            open(room, null);
        }
    }

    /** Opens rooms that have expired, so that they close. To be called once a second. */
    void openExpired() {
        opener.lookForSilentRooms(thread);
        long before = thread.now() - opener.roomExpiry().toMillis();
        byLastUse.stream()
                .limit(MAX_EXPIRED)
                .takeWhile(room -> room.lastUse() <= before)
                .map(room -> room.ref().number())
                .toList()
                .forEach(this::open);
    }

    private void open(UnopenedRoom room, @Nullable Waiting first) {
        Queue<Waiting> waiting = new ArrayDeque<>();
        if (first != null) {
            waiting.add(first);
        }
        opening.put(room.ref().number(), waiting);
        RoomFeed feed = new FeedToLoop(room.ref());
        var _ = opener.find(room.ref(), feed).whenComplete((record, failure) -> {
            if (thread.isCurrent()) {
                found(room, feed, record, failure);
            } else {
                thread.execute(() -> found(room, feed, record, failure));
            }
        });
    }

    private void found(UnopenedRoom room, RoomFeed feed, @Nullable RoomRecord record, @Nullable Throwable failure) {
        Queue<Waiting> waiting = opening.remove(room.ref().number());
        if (failure != null) {
            waiting.forEach(one -> one.failed(failure));
        } else if (record == null) {
            remove(room);
            opener.gone(room.ref());
            waiting.forEach(one -> {
                Refusals.ofClosedRoom(room.ref(), one.command);
                one.carriedOut();
            });
        } else {
            remove(room);
            RoomHost host = opener.open(room, record, feed);
            opened.accept(host);
            waiting.forEach(one -> thread.run(() -> {
                host.handle(one.command);
                one.carriedOut();
            }));
        }
    }
}
