package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomState;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The {@link FeedOrder} of a room on a node, for a simulation, which is in another package. */
public final class SimulatedOrder {
    private final FeedOrder order;

    /** Up to where the feeds were brought everything: the last message, and the last change. */
    public record Place(long epoch, long sequence, long version) {}

    /** @param behind is told that the room has to be read */
    public SimulatedOrder(RoomId room, Consumer<SimulatedOrder> behind) {
        order = new FeedOrder(Long.toString(room.value()), _ -> behind.accept(this), () -> {});
    }

    public long seenEpoch() {
        return order.seen().epoch();
    }

    public long seenSequence() {
        return order.seen().sequence();
    }

    public void open(RoomFeed feed) {
        order.open(feed);
    }

    public void opened(long epoch, long sequence, long version) {
        order.opened(new FeedOrder.Pair(epoch, sequence), version, Map.of(), List.of());
    }

    public void letGo(RoomFeed feed) {
        order.letGo(feed);
    }

    public void close() {
        order.close();
    }

    public void ended() {
        order.ended();
    }

    public void message(LogEntry entry, long version, boolean heard) {
        order.message(entry, version, heard);
    }

    /** @param epoch of the last message before it, which has this sequence */
    public void changed(long version, long epoch, long sequence, RoomChange change, boolean heard) {
        order.changed(version, new FeedOrder.Pair(epoch, sequence), change, heard);
    }

    public void mayHaveMissed() {
        order.mayHaveMissed();
    }

    /** From where the room is to be read; null: it need not be. */
    public @Nullable Place beginReading() {
        FeedOrder.Place from = order.beginReading();
        return from == null ? null : new Place(from.pair().epoch(), from.pair().sequence(), from.version());
    }

    /**
     * The room was read.
     *
     * @param epoch of the room
     * @param last sequence of the room
     * @param more there may be more messages than these
     * @param state how the room is; null: there is no newer version
     * @return whether it has to be read again
     */
    public boolean read(
            List<LogEntry> entries, long epoch, long last, boolean more, long version, @Nullable RoomState state) {
        FeedOrder.Pair upTo = more ? FeedOrder.Pair.of(entries.getLast()) : new FeedOrder.Pair(epoch, last);
        return order.read(new FeedOrder.Missed(entries, upTo, more, version, state));
    }

    public void notRead() {
        order.notRead();
    }
}
