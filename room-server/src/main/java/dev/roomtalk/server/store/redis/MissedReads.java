package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.redis.FeedOrder.Pair;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from the logs of open rooms what the {@link Subscription} may have left out: of a few rooms at a time, so that
 * Redis answers others meanwhile. What could not be read is read when {@link #again} is called. Any thread; guarded by
 * itself.
 */
final class MissedReads {
    private static final Logger LOG = LoggerFactory.getLogger(MissedReads.class);
    private static final int MOST_AT_ONCE = 32;
    private static final int PAGE = 256;

    private final RedisLink link;
    private final SequencedSet<FeedOrder> waiting = new LinkedHashSet<>();
    private final SequencedSet<FeedOrder> failed = new LinkedHashSet<>();
    private int underway;
    /** A thread is taking rooms from those that wait. */
    private boolean taking;

    MissedReads(RedisLink link) {
        this.link = link;
    }

    /** Has a room read. */
    void want(FeedOrder room) {
        synchronized (this) {
            waiting.add(room);
        }
        takeWaiting();
    }

    /** Reads what could not be read before. */
    void again() {
        synchronized (this) {
            waiting.addAll(failed);
            failed.clear();
        }
        takeWaiting();
    }

    /** How many rooms have not been read. */
    synchronized int size() {
        return waiting.size() + failed.size() + underway;
    }

    /** An answer may come within the question: so one call takes all, and does not call itself. */
    private void takeWaiting() {
        synchronized (this) {
            if (taking) {
                return;
            }
            taking = true;
        }
        for (FeedOrder room = next(); room != null; room = next()) {
            read(room);
        }
    }

    private synchronized @Nullable FeedOrder next() {
        if (underway < MOST_AT_ONCE && !waiting.isEmpty()) {
            underway++;
            return waiting.removeFirst();
        }
        taking = false;
        return null;
    }

    private void read(FeedOrder room) {
        Pair from = room.beginReading();
        if (from == null) {
            ended();
            return;
        }
        Pair seen = room.seen();
        var _ = link.run(
                        Script.MISSED,
                        room.key(),
                        link.fence(),
                        Long.toString(seen.epoch()),
                        Long.toString(seen.sequence()),
                        Long.toString(from.epoch()),
                        Long.toString(from.sequence()),
                        Integer.toString(PAGE))
                .whenComplete((reply, failure) -> answered(room, reply, failure));
    }

    private void answered(FeedOrder room, @Nullable Object reply, @Nullable Throwable failure) {
        try {
            if (failure != null) {
                giveUp(room);
            } else if (reply == null) {
                room.close();
            } else if (isMore(room, Reply.list(reply))) {
                synchronized (this) {
                    waiting.add(room);
                }
            }
        } catch (RuntimeException e) {
            LOG.error("what a room missed is not understood", e);
            giveUp(room);
        }
        ended();
        takeWaiting();
    }

    private void giveUp(FeedOrder room) {
        room.notRead();
        synchronized (this) {
            failed.add(room);
        }
    }

    /** Brings what was read; returns whether the room has to be read again. */
    private static boolean isMore(FeedOrder room, List<@Nullable Object> reply) {
        List<LogEntry> entries = Reply.list(reply.getLast()).stream()
                .map(entry -> MessageCodec.entry(Reply.list(entry)))
                .toList();
        boolean more = entries.size() == PAGE;
        Pair last = new Pair(Reply.number(reply.getFirst()), Reply.number(reply.get(1)));
        return room.read(entries, more ? Pair.of(entries.getLast()) : last, more);
    }

    private synchronized void ended() {
        underway--;
    }
}
