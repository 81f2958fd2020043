package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.Answers;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomFeeds;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one room's messages to the feeds that this node has open, each once, in the order of the log. A message comes
 * here from up to three sides: the answer to this node's own append, the {@link Subscription}, and a read of what was
 * missed. Whichever is first counts. Any thread; guarded by itself, and feeds are called outside the lock.
 *
 * <p>A message is brought at once if it is the next one: the same epoch, and the next sequence. Any other waits. One of
 * this node's own waits for the subscription to bring what lies before it. If the subscription itself leaves something
 * out, or the epoch is another one, the log is read ({@link MissedReads}): what it does not have either never comes,
 * and is left out.
 */
final class FeedOrder {
    private static final Logger LOG = LoggerFactory.getLogger(FeedOrder.class);
    private static final int MOST_HELD = 4_096;

    private final String key;
    private final Consumer<FeedOrder> behind;
    private final RoomFeeds feeds = new RoomFeeds();
    private final Answers<Runnable> bringing = new Answers<>(this, FeedOrder::bring);
    private final TreeMap<Pair, Held> held = new TreeMap<>();
    private int open;
    /** The highest that anybody may have seen of the room. */
    private Pair seen = Pair.NONE;
    /** Up to where the feeds were brought everything; null: they wait for the record of the room. */
    private @Nullable Pair brought;
    /** The log has to be read from {@link #brought} on. */
    private boolean missed;

    private boolean reading;

    /**
     * A message that waits for others.
     *
     * @param heard the subscription has brought it: what lies before it comes from there no more
     */
    private record Held(LogEntry entry, boolean heard) {}

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
     * @param key of the room
     * @param behind is told that the log has to be read, outside the lock
     */
    FeedOrder(String key, Consumer<FeedOrder> behind) {
        this.key = key;
        this.behind = behind;
    }

    String key() {
        return key;
    }

    /** The room was read, or a message of it was answered, and is this far. */
    synchronized void seen(Pair pair) {
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

    /** The room was read after a feed was opened: what is above this pair is brought to it. */
    void opened(Pair pair) {
        @Nullable Runnable next = null;
        boolean read = false;
        synchronized (this) {
            seen(pair);
            if (brought == null && open > 0) {
                brought = pair;
                next = bringReady(each -> false);
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

    /** A message of this node has its number. */
    void answered(LogEntry entry) {
        put(entry, false);
    }

    /** The subscription has brought a message. */
    void heard(LogEntry entry) {
        put(entry, true);
    }

    private void put(LogEntry entry, boolean published) {
        Pair pair = Pair.of(entry);
        @Nullable Runnable next;
        boolean read;
        synchronized (this) {
            seen(pair);
            if (open == 0 || (brought != null && !brought.isBelow(pair))) {
                return;
            }
            held.merge(pair, new Held(entry, published), (was, now) -> was.heard ? was : now);
            next = bringReady(each -> false);
            missed |= !reading && isStuck(held.get(pair));
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

    /** Whether a message waits for something that comes by a read alone. */
    private boolean isStuck(@Nullable Held waits) {
        return waits != null && brought != null && (waits.heard || waits.entry.epoch() != brought.epoch);
    }

    /** Whether the log has to be read, and is not being read. */
    private boolean isBehind() {
        return missed && !reading && brought != null;
    }

    /** From where the log is to be read; null: it need not be. It is being read from now on. */
    synchronized @Nullable Pair beginReading() {
        if (!isBehind()) {
            return null;
        }
        missed = false;
        reading = true;
        return brought;
    }

    /**
     * The log was read.
     *
     * @param entries those above where it was to be read from
     * @param upTo there are no others up to here
     * @param more there may be some above
     * @return whether it has to be read again
     */
    boolean read(List<LogEntry> entries, Pair upTo, boolean more) {
        @Nullable Runnable next;
        boolean again;
        synchronized (this) {
            reading = false;
            seen(upTo);
            if (brought == null) {
                return false;
            }
            for (LogEntry entry : entries) {
                if (brought.isBelow(Pair.of(entry))) {
                    held.put(Pair.of(entry), new Held(entry, true));
                }
            }
            next = bringReady(pair -> !upTo.isBelow(pair));
            missed |= more || held.values().stream().anyMatch(this::isStuck);
            again = isBehind();
        }
        bringing.give(next);
        return again;
    }

    /** The log could not be read. */
    synchronized void notRead() {
        reading = false;
        missed = open > 0;
    }

    /**
     * Brings what is next, and what need not be.
     *
     * @param complete whether nothing is missing before this pair that could still come
     * @return what the caller has to give
     */
    private @Nullable Runnable bringReady(Predicate<Pair> complete) {
        @Nullable Runnable give = null;
        while (brought != null && !held.isEmpty()) {
            Pair first = held.firstKey();
            if (brought.isBelow(first)) {
                if (!first.isNextOf(brought) && !complete.test(first)) {
                    break;
                }
                brought = first;
                LogEntry entry = held.firstEntry().getValue().entry;
                Runnable added = bringing.add(() -> feeds.message(entry.epoch(), entry.sequence(), entry.message()));
                give = give == null ? added : give;
            }
            held.pollFirstEntry();
        }
        return give;
    }

    /** A change of this node was made. */
    void changed(long version, RoomChange change) {
        @Nullable Runnable next;
        synchronized (this) {
            next = bringing.add(() -> feeds.changed(version, change));
        }
        bringing.give(next);
    }

    private static void bring(Runnable next) {
        try {
            next.run();
        } catch (RuntimeException | AssertionError e) {
            LOG.error("a room failed to take a message or a change", e);
        }
    }
}
