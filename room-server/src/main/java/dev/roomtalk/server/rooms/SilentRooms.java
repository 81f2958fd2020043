package dev.roomtalk.server.rooms;

import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecords;
import dev.roomtalk.server.store.RoomSummary;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rooms that nobody has used for so long that they are about to expire: it looks through all rooms of the
 * engine, a page each second, again and again. Confined to one loop.
 */
final class SilentRooms {
    /** Rooms that are looked at in a second. */
    private static final int PAGE = 256;

    private final LoopThread thread;
    private final RoomRecords engine;
    private final Predicate<RoomSummary> silent;
    private final Consumer<RoomSummary> found;
    private final LongSupplier pause;
    private RoomId above = RoomId.NONE;
    private boolean asking;

    /** When it begins again, in milliseconds of the loop. */
    private long next;

    /**
     * @param silent whether a room is about to expire
     * @param found takes each of them, on any thread
     * @param pause milliseconds from the last room until it begins again
     */
    SilentRooms(
            LoopThread thread,
            RoomRecords engine,
            Predicate<RoomSummary> silent,
            Consumer<RoomSummary> found,
            LongSupplier pause) {
        this.thread = thread;
        this.engine = engine;
        this.silent = silent;
        this.found = found;
        this.pause = pause;
    }

    /** To be called once a second. */
    void tick() {
        if (!asking && thread.now() >= next) {
            asking = true;
            var _ = engine.summaries(above, PAGE)
                    .whenComplete((page, failure) -> thread.execute(() -> answered(failure == null ? page : null)));
        }
    }

    /** @param page null: the engine cannot tell now, and is asked again */
    private void answered(@Nullable List<RoomSummary> page) {
        asking = false;
        if (page != null) {
            page.stream().filter(silent).forEach(found);
            boolean last = page.size() < PAGE;
            above = last ? RoomId.NONE : page.getLast().id();
            next = last ? thread.now() + pause.getAsLong() : next;
        }
    }
}
