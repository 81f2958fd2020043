package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.MessageLog.AppendAnswer;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import dev.roomtalk.server.store.RoomId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one room on their way into its log. One batch is underway at a time; what comes meanwhile is the next
 * one. Any thread; guarded by itself, and answers are given outside the lock.
 *
 * <p>Of a batch whose answer was lost nobody knows what became of it. It is sent again when there is a connection, and
 * the script says which of its messages it has already. A pair above all that this server has given or read is one
 * whose answer was lost: it is answered as numbered now, and relayed once. After {@link #PATIENCE} without a connection
 * everything is answered as failed; then it is the sender who asks again.
 */
final class RoomAppends {
    private static final Logger LOG = LoggerFactory.getLogger(RoomAppends.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int MOST_IN_BATCH = 64;
    private static final int FIELDS = 7;
    private static final int ANSWER = 3;

    private final RedisLink link;
    private final String key;
    private final Supplier<List<String>> keeps;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private List<Waiting> underway = List.of();
    private boolean stalled;
    private long seenEpoch;
    private long seenSequence;

    private record Waiting(AppendRequest message, AppendAnswer answer, long since) {}

    /** Gives one answer. */
    private interface Given {
        void to(AppendAnswer answer);
    }

    /** @param keeps the present, in ms, and what the server keeps at most, as the scripts take it */
    RoomAppends(RoomId room, RedisLink link, Supplier<List<String>> keeps) {
        this.link = link;
        this.key = Keys.room(room);
        this.keeps = keeps;
    }

    /** The highest pair that anybody may have seen of this room, with the lease's number: what all its scripts begin with. */
    synchronized List<String> begin() {
        return List.of(link.fence(), Long.toString(seenEpoch), Long.toString(seenSequence));
    }

    /** Its log was read up to here. */
    synchronized void seen(long epoch, long sequence) {
        seenEpoch = Math.max(seenEpoch, epoch);
        seenSequence = Math.max(seenSequence, sequence);
    }

    void append(AppendRequest message, AppendAnswer answer, long now) {
        synchronized (this) {
            waiting.addLast(new Waiting(message, answer, now));
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
        for (Waiting each : batch) {
            AppendRequest message = each.message;
            String label = message.label();
            arguments.addAll(List.of(
                    Long.toString(message.userId()),
                    Long.toString(message.instance()),
                    Long.toString(message.n()),
                    message.userName(),
                    message.text(),
                    label == null ? "" : "+" + label,
                    Long.toString(message.timeMillis())));
        }
        assert arguments.size() == FIELDS * (batch.size() + 1) : "as the script counts them";
        var _ = link.run(Script.APPEND, key, arguments.toArray(String[]::new))
                .whenComplete((reply, failure) -> answered(batch, reply, failure));
    }

    private void answered(List<Waiting> batch, @Nullable Object reply, @Nullable Throwable failure) {
        if (failure != null && Failures.isAway(failure) && !link.isAway(PATIENCE)) {
            synchronized (this) {
                stalled = true;
            }
            return;
        }
        if (failure != null || reply == null) {
            if (failure != null) {
                link.wrote(failure);
                LOG.debug("not stored: {}", failure.getMessage());
            }
            batch.forEach(each -> give(each, AppendAnswer::failed));
        } else {
            link.wrote(null);
            answer(batch, Reply.list(reply));
        }
        next();
    }

    private void answer(List<Waiting> batch, List<@Nullable Object> reply) {
        boolean history = Reply.number(reply.getFirst()) == 1;
        for (int i = 0; i < batch.size(); i++) {
            int at = 1 + ANSWER * i;
            long epoch = Reply.number(reply.get(at + 1));
            long sequence = Reply.number(reply.get(at + 2));
            boolean before;
            synchronized (this) {
                before = Reply.number(reply.get(at)) == 1 && sequence <= seenSequence;
                seen(epoch, sequence);
            }
            if (before) {
                boolean known = sequence != 0;
                give(batch.get(i), answer -> answer.duplicate(epoch, sequence, history && known));
            } else {
                give(batch.get(i), answer -> answer.numbered(epoch, sequence));
                give(batch.get(i), answer -> answer.committed(history));
            }
        }
    }

    private static void give(Waiting waiting, Given given) {
        try {
            given.to(waiting.answer);
        } catch (RuntimeException | AssertionError e) {
            LOG.error("an answer of the engine failed", e);
        }
    }

    /** Everything of the batch is answered. */
    private void next() {
        synchronized (this) {
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
        List<Waiting> all;
        synchronized (this) {
            if (!stalled || !link.isAway(PATIENCE)) {
                return;
            }
            stalled = false;
            all = new ArrayList<>(underway);
            all.addAll(waiting);
            waiting.clear();
        }
        all.forEach(each -> give(each, AppendAnswer::failed));
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
