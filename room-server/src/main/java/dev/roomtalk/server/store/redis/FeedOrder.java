package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomState;
import dev.roomtalk.server.store.Answers;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomFeeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one room's messages and changes to the feeds that this node has open, each once, in the order in which Redis
 * took them. They come here from up to three sides: the answer to what this node has asked for itself, the {@link
 * Subscription}, and a read of what was missed. Whichever is first counts. Any thread; guarded by itself, and feeds are
 * called outside the lock.
 *
 * <p>A message has its pair, and the version that the room had when it was taken; a change has its version, and the
 * pair of the last message before it. So it is known which is next: the one with the next sequence or the next version,
 * when all that it has seen was brought. Any other waits. What this node has asked for itself waits for the
 * subscription to bring what lies before it. If the subscription itself leaves something out, or the epoch is another
 * one, the room is read ({@link MissedReads}): messages that the log does not have either never come, and are left out;
 * in the place of changes comes how the room is.
 *
 * <p>Over 300 lines, because one lock guards all that decides what is next.
 */
final class FeedOrder {
    private static final Logger LOG = LoggerFactory.getLogger(FeedOrder.class);
    private static final int MOST_HELD = 4_096;

    private final String key;
    private final Consumer<FeedOrder> behind;
    private final Runnable begun;
    private final RoomFeeds feeds = new RoomFeeds();
    private final Answers<Consumer<RoomFeed>> bringing = new Answers<>(this, this::bring);
    private final TreeMap<Place, Held> held = new TreeMap<>();
    private int open;
    /** The highest that anybody may have seen of the room. */
    private Pair seen = Pair.NONE;
    /** Up to where the feeds were brought everything; null: they wait for the record of the room. */
    private @Nullable Place brought;
    /** The room has to be read from {@link #brought} on. */
    private boolean missed;

    private boolean reading;

    /** What a message is numbered with. */
    record Pair(long epoch, long sequence) implements Comparable<Pair> {
        static final Pair NONE = new Pair(0, 0);

        private static final Comparator<Pair> ORDER =
                Comparator.comparingLong(Pair::epoch).thenComparingLong(Pair::sequence);

        static Pair of(LogEntry entry) {
            return new Pair(entry.epoch(), entry.sequence());
        }

        @Override
        public int compareTo(Pair other) {
            return ORDER.compare(this, other);
        }

        boolean isBelow(Pair other) {
            return compareTo(other) < 0;
        }

        boolean isNextOf(Pair other) {
            return epoch == other.epoch && sequence == other.sequence + 1;
        }
    }

    /**
     * Where something stands in the order of the room.
     *
     * @param pair of the last message; of a message its own
     * @param version of the last change; of a change its own, of a message that waits 0: so it stands before the
     *     changes that follow it
     */
    record Place(Pair pair, long version) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparing(Place::pair).thenComparingLong(Place::version);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A message or a change that waits.
     *
     * @param after the version that the room had before it; 0: it is not known
     * @param heard the subscription has brought it: what lies before it comes from there no more
     */
    private record Held(Place place, long after, boolean heard, Consumer<RoomFeed> what) {
        static Held message(LogEntry entry, long after, boolean heard) {
            return new Held(
                    new Place(Pair.of(entry), 0),
                    after,
                    heard,
                    feed -> feed.message(entry.epoch(), entry.sequence(), entry.message()));
        }

        boolean isMessage() {
            return place.version == 0;
        }

        Held with(Held other) {
            return new Held(place, Math.max(after, other.after), heard || other.heard, what);
        }

        boolean isOver(Place before) {
            return isMessage() ? !before.pair.isBelow(place.pair) : place.version <= before.version;
        }

        /** @param upTo all messages up to there that may still come are here */
        boolean isNext(Place before, Pair upTo) {
            return isMessage()
                    ? after <= before.version && (place.pair.isNextOf(before.pair) || !upTo.isBelow(place.pair))
                    : after == before.version && (!before.pair.isBelow(place.pair) || !upTo.isBelow(place.pair));
        }
    }

    /**
     * What was read of a room.
     *
     * @param entries those above where it was to be read from
     * @param upTo there are no others up to here
     * @param more there may be some above
     * @param version of the last change
     * @param state how the room is with that; null: there is no newer version than was known
     */
    record Missed(
            List<LogEntry> entries,
            Pair upTo,
            boolean more,
            long version,
            @Nullable RoomState state) {}

    /**
     * @param key of the room
     * @param behind is told that the room has to be read, outside the lock
     * @param begun is told that the room has begun a new epoch, with the lock
     */
    FeedOrder(String key, Consumer<FeedOrder> behind, Runnable begun) {
        this.key = key;
        this.behind = behind;
        this.begun = begun;
    }

    String key() {
        return key;
    }

    /** The room was read, or a message of it was answered, and is this far. */
    synchronized void seen(Pair pair) {
        if (seen.epoch > 0 && seen.epoch < pair.epoch) {
            begun.run();
        }
        if (seen.epoch < pair.epoch || seen.sequence < pair.sequence) {
            seen = new Pair(Math.max(seen.epoch, pair.epoch), Math.max(seen.sequence, pair.sequence));
        }
    }

    /** The highest epoch and the highest sequence that anybody may have seen of the room. */
    synchronized Pair seen() {
        return seen;
    }

    /** Opens a feed. What comes from now on waits until it is {@linkplain #opened known} how far the room is. */
    synchronized void open(RoomFeed feed) {
        feeds.add(feed);
        open++;
    }

    /**
     * The room was read after a feed was opened: what comes after this place is brought to it.
     *
     * @param present the users who have sessions in it, by the nodes that these are on
     * @param ended those of the nodes that are no more
     */
    void opened(Pair pair, long version, Map<Long, Set<Long>> present, List<Long> ended) {
        Consumer<RoomFeed> next = null;
        boolean read = false;
        synchronized (this) {
            seen(pair);
            if (brought == null && open > 0) {
                brought = new Place(pair, version);
                List<Consumer<RoomFeed>> ready = new ArrayList<>();
                ready.add(feed -> feed.present(present));
                ended.forEach(node -> ready.add(feed -> feed.nodeEnded(node)));
                ready.addAll(takeReady(Pair.NONE));
                next = add(ready);
                missed |= held.values().stream().anyMatch(this::isStuck);
                read = isBehind();
            }
        }
        bringing.give(next);
        if (read) {
            behind.accept(this);
        }
    }

    synchronized void letGo(RoomFeed feed) {
        feeds.remove(feed);
        open--;
        if (open == 0) {
            end();
        }
    }

    /** A node has ended. */
    void nodeEnded(long node) {
        Consumer<RoomFeed> next = null;
        synchronized (this) {
            if (brought != null) {
                next = bringing.add(feed -> feed.nodeEnded(node));
            }
        }
        bringing.give(next);
    }

    /** The room is no more, and its feeds may not know. */
    void ended() {
        Consumer<RoomFeed> next = null;
        synchronized (this) {
            reading = false;
            if (brought != null) {
                long version = brought.version + 1;
                next = bringing.add(feed -> feed.changed(version, new RoomChange.Closed("the room was closed")));
            }
        }
        bringing.give(next);
        close();
    }

    /** The room is closed. */
    synchronized void close() {
        feeds.clear();
        open = 0;
        end();
    }

    private void end() {
        held.clear();
        brought = null;
        missed = false;
    }

    /**
     * There is a message.
     *
     * @param version that the room had when it was taken; 0: it is not known
     * @param heard the subscription has brought it; false: this node has appended it
     */
    void message(LogEntry entry, long version, boolean heard) {
        put(Held.message(entry, version, heard));
    }

    /**
     * There is a change.
     *
     * @param version that the room has with it
     * @param pair of the last message before it
     * @param heard the subscription has brought it; false: this node has proposed it
     */
    void changed(long version, Pair pair, RoomChange change, boolean heard) {
        put(new Held(new Place(pair, version), version - 1, heard, feed -> feed.changed(version, change)));
    }

    private void put(Held one) {
        Consumer<RoomFeed> next;
        boolean read;
        synchronized (this) {
            seen(one.place.pair);
            if (open == 0 || (brought != null && one.isOver(brought))) {
                return;
            }
            held.merge(one.place, one, Held::with);
            next = add(takeReady(Pair.NONE));
            missed |= !reading && isStuck(held.get(one.place));
            if (held.size() > MOST_HELD) {
                // It is read, if the log has it.
                held.pollLastEntry();
                missed = true;
            }
            read = isBehind();
        }
        bringing.give(next);
        if (read) {
            behind.accept(this);
        }
    }

    /** The subscription may have left out something. */
    void mayHaveMissed() {
        boolean read;
        synchronized (this) {
            missed = open > 0;
            read = isBehind();
        }
        if (read) {
            behind.accept(this);
        }
    }

    /** Whether something waits for what comes by a read alone. */
    private boolean isStuck(@Nullable Held waits) {
        return waits != null && brought != null && (waits.heard || waits.place.pair.epoch != brought.pair.epoch);
    }

    /** Whether the room has to be read, and is not being read. */
    private boolean isBehind() {
        return missed && !reading && brought != null;
    }

    /** From where the room is to be read; null: it need not be. It is being read from now on. */
    synchronized @Nullable Place beginReading() {
        if (!isBehind()) {
            return null;
        }
        missed = false;
        reading = true;
        return brought;
    }

    /** The room was read. Returns whether it has to be read again. */
    boolean read(Missed read) {
        Consumer<RoomFeed> next;
        boolean again;
        synchronized (this) {
            reading = false;
            seen(read.upTo);
            if (brought == null) {
                return false;
            }
            Place from = brought;
            for (LogEntry entry : read.entries) {
                Held message = Held.message(entry, 0, true);
                if (!message.isOver(from)) {
                    held.merge(message.place, message, Held::with);
                }
            }
            List<Consumer<RoomFeed>> ready = takeReady(read.upTo);
            restate(read, ready);
            ready.addAll(takeReady(read.upTo));
            if (brought.pair.epoch < read.upTo.epoch) {
                // What the old epoch has lost does not come any more.
                brought = new Place(read.upTo, brought.version);
                ready.addAll(takeReady(read.upTo));
            }
            next = add(ready);
            missed |= read.more || held.values().stream().anyMatch(this::isStuck);
            again = isBehind();
        }
        bringing.give(next);
        return again;
    }

    private void restate(Missed read, List<Consumer<RoomFeed>> ready) {
        RoomState state = read.state;
        Place before = brought;
        if (state != null && before != null && before.version < read.version) {
            ready.add(feed -> feed.restated(read.version, state));
            brought = new Place(before.pair, read.version);
        }
    }

    /** The room could not be read. */
    synchronized void notRead() {
        reading = false;
        missed = open > 0;
    }

    /**
     * Takes what is next, and what need not be, in its order.
     *
     * @param upTo no message up to there comes any more but those that wait
     */
    private List<Consumer<RoomFeed>> takeReady(Pair upTo) {
        List<Consumer<RoomFeed>> ready = new ArrayList<>(1);
        Place before = brought;
        while (before != null && !held.isEmpty()) {
            Held first = held.firstEntry().getValue();
            if (!first.isOver(before)) {
                if (!first.isNext(before, upTo)) {
                    break;
                }
                before = first.isMessage()
                        ? new Place(first.place.pair, before.version)
                        : new Place(before.pair, first.place.version);
                ready.add(first.what);
            }
            held.pollFirstEntry();
        }
        brought = before;
        return ready;
    }

    /** Returns what the caller has to give. */
    private @Nullable Consumer<RoomFeed> add(List<Consumer<RoomFeed>> ready) {
        Consumer<RoomFeed> give = null;
        for (Consumer<RoomFeed> what : ready) {
            Consumer<RoomFeed> added = bringing.add(what);
            give = give == null ? added : give;
        }
        return give;
    }

    private void bring(Consumer<RoomFeed> what) {
        try {
            what.accept(feeds);
        } catch (RuntimeException | AssertionError e) {
            LOG.error("a room failed to take a message or a change", e);
        }
    }
}
