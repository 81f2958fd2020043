package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog.AppendAnswer;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.redis.FeedOrder.Pair;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one room on their way into its log. One batch is underway at a time; what comes meanwhile is the next
 * one. Any thread; guarded by itself, and answers are given outside the lock.
 *
 * <p>Of a batch whose answer was lost nobody knows what became of it. It is sent again when there is a connection, and
 * the script says which of its messages it has already. After {@link #PATIENCE} without a connection everything is
 * answered, as unknown where it may have been taken; then it is the sender who asks again.
 */
final class RoomAppends {
    private static final Logger LOG = LoggerFactory.getLogger(RoomAppends.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int MOST_IN_BATCH = 64;
    private static final int FIELDS = 8;
    private static final int ANSWER = 3;
    /** What the script answers of a message that it has not taken, because somebody has lost a right meanwhile. */
    private static final int TOO_LATE = 2;

    private final RedisLink link;
    private final Replicas replicas;
    private final FeedOrder order;
    private final RoomId room;
    private final Supplier<List<String>> keeps;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private List<Waiting> underway = List.of();
    private boolean stalled;
    /** Since when what is underway has not been taken, by the link's clock; null: it was not tried in vain yet. */
    private @Nullable Long stalledSince;
    /** Some of what is underway may have been taken. */
    private boolean unknown;

    private record Waiting(long version, AppendRequest message, AppendAnswer answer, long since) {}

    /**
     * @param keeps the present, in ms, and what the server keeps at most, as the scripts take it
     */
    RoomAppends(RedisLink link, Replicas replicas, FeedOrder order, RoomId room, Supplier<List<String>> keeps) {
        this.link = link;
        this.replicas = replicas;
        this.order = order;
        this.room = room;
        this.keeps = keeps;
    }

    /** What the feeds of the room are brought. */
    FeedOrder order() {
        return order;
    }

    /**
     * The highest pair that anybody may have seen of this room, with the lease's number: what all its scripts begin
     * with.
     */
    List<String> begin() {
        Pair seen = order.seen();
        return List.of(link.fence(), Long.toString(seen.epoch()), Long.toString(seen.sequence()));
    }

    /** @param version of the room when it was decided that its author may say this */
    void append(long version, AppendRequest message, AppendAnswer answer, long now) {
        synchronized (this) {
            waiting.addLast(new Waiting(version, message, answer, now));
            if (!underway.isEmpty()) {
                return;
            }
            takeBatch();
        }
        send();
    }

    private void takeBatch() {
        List<Waiting> batch = new ArrayList<>();
        while (batch.size() < MOST_IN_BATCH && !waiting.isEmpty()) {
            batch.add(waiting.removeFirst());
        }
        underway = batch;
        unknown = false;
    }

    /** Sends the batch that is underway. */
    private void send() {
        List<Waiting> batch;
        List<String> arguments;
        synchronized (this) {
            stalled = false;
            batch = underway;
            arguments = new ArrayList<>(begin());
        }
        arguments.addAll(keeps.get());
        int channelAt = arguments.size();
        arguments.add("");
        for (Waiting each : batch) {
            AppendRequest message = each.message;
            arguments.addAll(List.of(
                    Long.toString(message.userId()),
                    Long.toString(message.instance()),
                    Long.toString(message.n()),
                    message.userName(),
                    message.text(),
                    MessageCodec.rest(message),
                    Long.toString(message.timeMillis()),
                    Long.toString(each.version)));
        }
        assert arguments.size() == FIELDS * (batch.size() + 1) : "as the script counts them";
        AtomicReference<@Nullable Master> asked = new AtomicReference<>();
        var _ = link.run(Script.APPEND, order.key(), master -> {
                    asked.set(master);
                    arguments.set(channelAt, master.channel(room));
                    return arguments.toArray(String[]::new);
                })
                .whenComplete((reply, failure) -> answered(batch, asked.get(), reply, failure));
    }

    /** @param asked the master that was asked last; null: none was */
    private void answered(
            List<Waiting> batch, @Nullable Master asked, @Nullable Object reply, @Nullable Throwable failure) {
        if (failure != null && Failures.isAway(failure) && !link.isAway(order.key(), PATIENCE)) {
            synchronized (this) {
                stalled = true;
                if (stalledSince == null) {
                    stalledSince = link.now();
                }
                unknown |= !Failures.wasNotSent(failure);
            }
            return;
        }
        if (failure != null || reply == null) {
            if (failure != null) {
                link.wrote(failure);
                LOG.debug("not stored: {}", failure.getMessage());
            }
            end(batch, failure != null && Failures.isAway(failure) && !Failures.wasNotSent(failure));
        } else {
            link.wrote(null);
            answer(batch, Objects.requireNonNull(asked), Reply.list(reply));
        }
        next();
    }

    private void answer(List<Waiting> batch, Master asked, List<@Nullable Object> reply) {
        List<Numbered> numbered = new ArrayList<>();
        long version = Reply.number(reply.get(1));
        boolean again;
        synchronized (this) {
            again = unknown;
        }
        for (int i = 0; i < batch.size(); i++) {
            int at = 2 + ANSWER * i;
            long epoch = Reply.number(reply.get(at + 1));
            long sequence = Reply.number(reply.get(at + 2));
            Waiting each = batch.get(i);
            if (Reply.number(reply.get(at)) == TOO_LATE) {
                give(each.answer::failed);
                continue;
            }
            boolean had = Reply.number(reply.get(at)) == 1;
            // Of one that was there before it is not known which version the room had then.
            order.message(new LogEntry(epoch, sequence, each.message), had ? 0 : version, false);
            // What was sent twice may have been taken the first time.
            boolean before = had && !(again && sequence > 0);
            numbered.add(new Numbered(each.answer, before, epoch, sequence));
        }
        if (Reply.number(reply.getFirst()) == 1) {
            replicas.ask(asked, answer -> numbered.forEach(each -> give(() -> each.answer(answer))));
        } else {
            numbered.forEach(each -> give(() -> each.answer(Replicas.Answer.TOO_FEW)));
        }
    }

    /** What has its number, and is answered when it is known whether enough replicas have it. */
    private record Numbered(AppendAnswer answer, boolean before, long epoch, long sequence) {
        void answer(Replicas.Answer replicas) {
            boolean stored = replicas == Replicas.Answer.ENOUGH && sequence != 0;
            if (replicas == Replicas.Answer.UNKNOWN) {
                answer.unknown();
            } else if (before) {
                answer.duplicate(epoch, sequence, stored);
            } else {
                answer.committed(epoch, sequence, stored);
            }
        }
    }

    /** Answers what could not be stored. */
    private static void end(List<Waiting> batch, boolean unknown) {
        batch.forEach(each -> give(unknown ? each.answer::unknown : each.answer::failed));
    }

    private static void give(Runnable given) {
        try {
            given.run();
        } catch (RuntimeException | AssertionError e) {
            LOG.error("a room failed to take an answer", e);
        }
    }

    /** Everything of the batch is answered. */
    private void next() {
        synchronized (this) {
            stalledSince = null;
            takeBatch();
            if (underway.isEmpty()) {
                return;
            }
        }
        send();
    }

    /** There is a connection again. */
    void again() {
        synchronized (this) {
            if (!stalled) {
                return;
            }
        }
        send();
    }

    /** Gives up what has waited for a connection too long. */
    void giveUp() {
        List<Waiting> sent;
        List<Waiting> behind;
        boolean mayBeTaken;
        synchronized (this) {
            Long since = stalledSince;
            if (!stalled || since == null || link.now() - since < PATIENCE.toNanos()) {
                return;
            }
            stalled = false;
            mayBeTaken = unknown;
            sent = underway;
            behind = List.copyOf(waiting);
            waiting.clear();
        }
        end(sent, mayBeTaken);
        end(behind, false);
        next();
    }

    /** How many are not answered. */
    synchronized int size() {
        return underway.size() + waiting.size();
    }

    /** Since when the oldest of them has waited, by the ticker that was given; {@code now} if there are none. */
    synchronized long oldest(long now) {
        return underway.isEmpty() ? now : underway.getFirst().since;
    }
}
