package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.room.RoomState;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.redis.FeedOrder.Missed;
import dev.roomtalk.server.store.redis.FeedOrder.Pair;
import dev.roomtalk.server.store.redis.FeedOrder.Place;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the {@link Subscription} may have left out of open rooms: of a few rooms at a time, so that
 * Redis answers others meanwhile. What could not be read is read when {@link #again} is called. Any thread; guarded by
 * itself.
 */
final class MissedReads {
    private static final Logger LOG = LoggerFactory.getLogger(MissedReads.class);
    private static final int MOST_AT_ONCE = 32;
    private static final int PAGE = 256;
    private static final CompletableFuture<@Nullable Missed> NONE = CompletableFuture.completedFuture(null);

    private final RedisLink link;
    private final Tasks tasks;
    private final SequencedSet<FeedOrder> waiting = new LinkedHashSet<>();
    private final SequencedSet<FeedOrder> failed = new LinkedHashSet<>();
    private int underway;
    /** A thread is taking rooms from those that wait. */
    private boolean taking;

    MissedReads(RedisLink link, Tasks tasks) {
        this.link = link;
        this.tasks = tasks;
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
        Place from = room.beginReading();
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
                        Long.toString(from.pair().epoch()),
                        Long.toString(from.pair().sequence()),
                        Integer.toString(PAGE),
                        Long.toString(from.version()))
                .thenCompose(reply -> reply == null ? NONE : missed(Reply.list(reply), from.pair()))
                .whenComplete((missed, failure) -> answered(room, missed, failure));
    }

    /** Takes apart what was read; names of users are looked up where something was changed. */
    private CompletableFuture<@Nullable Missed> missed(List<@Nullable Object> reply, Pair from) {
        List<@Nullable Object> changed = Reply.list(reply.get(3));
        Pair last = new Pair(Reply.number(reply.getFirst()), Reply.number(reply.get(1)));
        return changed.isEmpty()
                ? CompletableFuture.completedFuture(missed(reply, last, null))
                : tasks.run(() -> missed(reply, last, state(changed, last.epoch() > from.epoch())));
    }

    private static Missed missed(List<@Nullable Object> reply, Pair last, @Nullable RoomState state) {
        List<LogEntry> entries = Reply.list(reply.getLast()).stream()
                .map(entry -> MessageCodec.entry(Reply.list(entry)))
                .toList();
        boolean more = entries.size() == PAGE;
        return new Missed(entries, more ? Pair.of(entries.getLast()) : last, more, Reply.number(reply.get(2)), state);
    }

    private RoomState state(List<@Nullable Object> room, boolean afterLoss) {
        UserNames names = new UserNames(link);
        names.lookUp(List.of(room));
        Map<String, String> fields = Reply.map(room.getFirst());
        return new RoomState(
                RoomCodec.topic(fields),
                RoomCodec.settingsChange(fields),
                names.members(room),
                names.bans(room),
                RoomReader.invitations(room),
                RoomCodec.present(Reply.map(room.getLast())),
                afterLoss);
    }

    private void answered(FeedOrder room, @Nullable Missed missed, @Nullable Throwable failure) {
        try {
            if (failure != null) {
                giveUp(room);
            } else if (missed == null) {
                room.ended();
            } else if (room.read(missed)) {
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

    private synchronized void ended() {
        underway--;
    }
}
