package dev.roomtalk.server.store;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The open feeds of one room, for an engine that numbers its messages in this process. It brings each message and each
 * change to all of them, in the turn in which it is brought to it. Any thread.
 *
 * <p>Whoever opens a feed adds it first, and looks after that how far the room is: so no message is left out between
 * the two.
 */
public final class RoomFeeds implements RoomFeed {
    /** Replaced as a whole. */
    private volatile List<RoomFeed> open = List.of();

    public synchronized void add(RoomFeed feed) {
        open = Stream.concat(open.stream(), Stream.of(feed)).toList();
    }

    public synchronized void remove(RoomFeed feed) {
        open = open.stream().filter(other -> !other.equals(feed)).toList();
    }

    /** The room is closed: nothing is brought any longer. */
    public synchronized void clear() {
        open = List.of();
    }

    /** What a feed throws reaches the caller when the others have had the message. */
    @Override
    public void message(long epoch, long sequence, MessageLog.AppendRequest message) {
        bring(open, 0, epoch, sequence, message);
    }

    private static void bring(
            List<RoomFeed> feeds, int from, long epoch, long sequence, MessageLog.AppendRequest message) {
        for (int i = from; i < feeds.size(); i++) {
            boolean taken = false;
            try {
                feeds.get(i).message(epoch, sequence, message);
                taken = true;
            } finally {
                if (!taken) {
                    bring(feeds, i + 1, epoch, sequence, message);
                }
            }
        }
    }

    @Override
    public void changed(long version, RoomChange change) {
        bring(open, 0, feed -> feed.changed(version, change));
    }

    @Override
    public void restated(long version, RoomState now) {
        bring(open, 0, feed -> feed.restated(version, now));
    }

    @Override
    public void present(Map<Long, Set<Long>> byNode) {
        bring(open, 0, feed -> feed.present(byNode));
    }

    @Override
    public void nodeEnded(long node) {
        bring(open, 0, feed -> feed.nodeEnded(node));
    }

    private static void bring(List<RoomFeed> feeds, int from, Consumer<RoomFeed> what) {
        for (int i = from; i < feeds.size(); i++) {
            boolean taken = false;
            try {
                what.accept(feeds.get(i));
                taken = true;
            } finally {
                if (!taken) {
                    bring(feeds, i + 1, what);
                }
            }
        }
    }
}
