package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.store.EngineLimits;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.MessageLog.AppendAnswer;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.SequenceRanges;
import dev.roomtalk.server.store.redis.FeedOrder.Pair;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The logs of the rooms: a stream for each, in which a message's id is its sequence. What grows too old, too many or
 * too large is dropped by the scripts that append and read. Any thread.
 */
final class RedisMessages {
    /** Above any sequence, and exact as Lua's numbers are. */
    private static final long HIGHEST = 1L << 52;

    private final RedisLink link;
    private final Nodes nodes;
    private final Replicas replicas;
    private final MissedReads missed;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private volatile RoomSettings server;
    private final AtomicInteger epochs = new AtomicInteger();
    private final Map<RoomId, RoomAppends> appends = new ConcurrentHashMap<>();

    /** @param ticker nanoseconds */
    RedisMessages(
            RedisLink link,
            Tasks tasks,
            Nodes nodes,
            Replicas replicas,
            InstantSource clock,
            LongSupplier ticker,
            EngineLimits limits) {
        this.link = link;
        this.replicas = replicas;
        this.nodes = nodes;
        this.missed = new MissedReads(link, tasks);
        this.clock = clock;
        this.ticker = ticker;
        this.server = settings(limits);
    }

    void follow(EngineLimits limits) {
        server = settings(limits);
    }

    private static RoomSettings settings(EngineLimits limits) {
        return new RoomSettings(
                0,
                limits.historyAge().toSeconds(),
                limits.retention().messages(),
                limits.retention().bytes());
    }

    /** The present, and what the server keeps at most, as the scripts take them. */
    private List<String> keeps() {
        RoomSettings most = server;
        return List.of(
                Long.toString(clock.millis()),
                Long.toString(most.keepSeconds()),
                Long.toString(most.keepMessages()),
                Long.toString(most.keepBytes()));
    }

    /** What every script of a room begins with. */
    List<String> begin(RoomId room) {
        RoomAppends known = appends.get(room);
        return known == null ? List.of(link.fence(), "0", "0") : known.begin();
    }

    FeedOrder order(RoomId room) {
        return ofRoom(room).order();
    }

    void letGo(RoomId room, RoomFeed feed) {
        RoomAppends known = appends.get(room);
        if (known != null) {
            known.order().letGo(feed);
        }
    }

    private RoomAppends ofRoom(RoomId room) {
        return appends.computeIfAbsent(
                room,
                id -> new RoomAppends(
                        link,
                        replicas,
                        new FeedOrder(Keys.room(id), missed::want, epochs::incrementAndGet),
                        id,
                        this::keeps));
    }

    /**
     * What the subscription has brought.
     *
     * @param messages or else a change
     */
    void heard(boolean messages, Published published) {
        RoomAppends known = appends.get(published.room());
        if (known == null) {
            return;
        }
        long epoch = published.number();
        long version = published.number();
        if (messages) {
            while (!published.isEnd()) {
                known.order().message(published.message(epoch), version, true);
            }
        } else {
            Pair pair = new Pair(epoch, published.number());
            known.order().changed(version, pair, published.change(), true);
        }
    }

    /** A node has ended. */
    void nodeEnded(long node) {
        appends.values().forEach(room -> room.order().nodeEnded(node));
    }

    /** Nodes have sessions in a room. Returns those of them that have ended. */
    List<Long> ended(Set<Long> of) {
        return nodes.ended(of, ticker.getAsLong());
    }

    /** The subscription may have left out something of any room. */
    void mayHaveMissed() {
        appends.values().forEach(room -> room.order().mayHaveMissed());
    }

    MissedReads missed() {
        return missed;
    }

    /** The room is closed. */
    void forget(RoomId room) {
        RoomAppends closed = appends.remove(room);
        if (closed != null) {
            closed.order().close();
        }
    }

    void append(RoomId room, long version, AppendRequest message, AppendAnswer answer) {
        ofRoom(room).append(version, message, answer, ticker.getAsLong());
    }

    /** There is a connection again. */
    void again() {
        appends.values().forEach(RoomAppends::again);
    }

    void giveUp() {
        appends.values().forEach(RoomAppends::giveUp);
    }

    /** How often a room has begun a new epoch since it was known here. */
    int epochs() {
        return epochs.get();
    }

    int waiting() {
        return appends.values().stream().mapToInt(RoomAppends::size).sum();
    }

    long lagMillis() {
        long now = ticker.getAsLong();
        return TimeUnit.NANOSECONDS.toMillis(appends.values().stream()
                .mapToLong(room -> now - room.oldest(now))
                .max()
                .orElse(0));
    }

    private CompletableFuture<@Nullable Object> run(Script script, RoomId room, List<String> more) {
        List<String> arguments = new ArrayList<>(begin(room));
        arguments.addAll(more);
        return link.run(script, Keys.room(room), arguments.toArray(String[]::new));
    }

    CompletableFuture<Long> highestN(RoomId room, long userId, long instance) {
        return run(Script.HIGHEST, room, List.of(userId + " " + instance))
                .thenApply(reply -> reply == null ? 0L : Reply.number(reply));
    }

    CompletableFuture<Long> epochEnd(RoomId room, long epoch) {
        return run(Script.EPOCH_END, room, List.of(Long.toString(Math.min(epoch, HIGHEST))))
                .thenApply(reply -> reply == null ? 0L : Reply.number(reply));
    }

    CompletableFuture<LogPage> read(RoomId room, LogRange range) {
        long after = Math.clamp(range.after(), 0, HIGHEST);
        List<String> arguments = new ArrayList<>(keeps());
        arguments.addAll(List.of(
                Long.toString(after),
                Long.toString(Math.clamp(range.upTo(), 0, HIGHEST)),
                Long.toString(range.sinceMillis()),
                Long.toString(range.untilMillis()),
                Integer.toString(range.last()),
                Integer.toString(range.maxBytes())));
        return run(Script.READ, room, arguments)
                .thenApply(reply -> reply == null ? LogPage.none(after) : page(Reply.list(reply), range.last() > 0));
    }

    private static LogPage page(List<@Nullable Object> reply, boolean newestFirst) {
        long coversFrom = Reply.number(reply.getFirst());
        long coversTo = Reply.number(reply.get(1));
        SequenceRanges removed = removed(reply);
        List<LogEntry> entries = new ArrayList<>();
        Reply.list(reply.getLast()).forEach(entry -> entries.add(MessageCodec.entry(Reply.list(entry))));
        return new LogPage(
                newestFirst ? entries.reversed() : entries,
                coversFrom,
                coversTo,
                Reply.number(reply.get(2)),
                Reply.number(reply.get(3)),
                removed.within(coversFrom, coversTo));
    }

    private static SequenceRanges removed(List<@Nullable Object> reply) {
        SequenceRanges removed = SequenceRanges.parse(Reply.text(reply.get(4)));
        removed.forgetBelow(Reply.number(reply.get(5)) + 1);
        return removed;
    }

    /** Of a room: which sequences an operator has removed. */
    CompletableFuture<SequenceRanges> removed(RoomId room) {
        List<String> arguments = new ArrayList<>(keeps());
        arguments.addAll(List.of("0", "0", "0", "0", "0", "0"));
        return run(Script.READ, room, arguments)
                .thenApply(reply -> reply == null ? new SequenceRanges() : removed(Reply.list(reply)));
    }

    /** Removes messages, and notes all that is removed now. Returns how many there were. */
    CompletableFuture<Long> remove(RoomId room, List<Long> sequences, SequenceRanges removed) {
        List<String> arguments = new ArrayList<>();
        arguments.add(removed.toString());
        sequences.forEach(sequence -> arguments.add(Long.toString(sequence)));
        return run(Script.REMOVE, room, arguments).thenApply(reply -> reply == null ? 0L : Reply.number(reply));
    }
}
