package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Says one message after the other to an engine, each until it is taken, and notes which pair each was given. */
final class Speaker implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);

    final Map<String, Pair> stored = new HashMap<>();
    final Map<Pair, String> given = new HashMap<>();
    final AtomicInteger said = new AtomicInteger();
    private final AtomicBoolean ends = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    record Pair(long epoch, long sequence) {}

    /** What became of a message. */
    record Outcome(boolean failed, boolean duplicate, Pair pair, boolean stored) {}

    Speaker(RedisEngine engine, RoomId room, long user) {
        Thread.ofVirtual().start(() -> {
            try {
                for (long n = 1; !ends.get(); n++) {
                    say(engine, room, user, n);
                }
                ended.complete(null);
            } catch (RuntimeException | AssertionError e) {
                ended.completeExceptionally(e);
            }
        });
    }

    private void say(RedisEngine engine, RoomId room, long user, long n) {
        String text = user + "/" + n;
        Outcome outcome = get(append(engine, room, user, n, text));
        while (outcome.failed) {
            // As a client waits that is told so.
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
                    .join();
            outcome = get(append(engine, room, user, n, text));
        }
        if (outcome.pair.sequence > 0) {
            String before = given.putIfAbsent(outcome.pair, text);
            assertThat(before).as("two messages of one pair").isNull();
        }
        if (outcome.stored) {
            stored.put(text, outcome.pair);
        }
        said.incrementAndGet();
    }

    @Override
    public void close() {
        ends.set(true);
        get(ended);
    }

    /** Waits until each has said so many more messages. */
    static void awaitMore(List<Speaker> speakers, int more) {
        List<Integer> enough = speakers.stream().map(s -> s.said.get() + more).toList();
        await().atMost(LONG).until(() -> {
            boolean all = true;
            for (int i = 0; i < speakers.size(); i++) {
                all &= speakers.get(i).said.get() >= enough.get(i)
                        || speakers.get(i).ended.isDone();
            }
            return all;
        });
    }

    /**
     * Checks that the log has all that was stored, each message once, and that no pair was given twice.
     *
     * @return the messages of the log
     */
    static Map<String, Pair> checked(List<Speaker> speakers, List<LogEntry> log) {
        Map<String, Pair> kept = new HashMap<>();
        log.forEach(entry -> {
            Pair pair = new Pair(entry.epoch(), entry.sequence());
            assertThat(kept.put(entry.message().text(), pair))
                    .as(entry.message().text())
                    .isNull();
        });
        Map<Pair, String> given = new HashMap<>();
        for (Speaker speaker : speakers) {
            assertThat(kept).containsAllEntriesOf(speaker.stored);
            speaker.given.forEach(
                    (pair, text) -> assertThat(given.put(pair, text)).isNull());
        }
        return kept;
    }

    static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    static RoomRecord room(RedisEngine engine, String name) {
        Name valid = ((Name.Valid) Name.room(name)).name();
        return Objects.requireNonNull(get(engine.createRoom(RoomRecord.wanted(valid, "", null, false, false))));
    }

    static long user(RedisEngine engine, String name) {
        Name valid = ((Name.Valid) Name.user(name)).name();
        TokenHash token = TokenHash.of(name.getBytes(StandardCharsets.UTF_8));
        return ((UserRecords.Created) get(engine.createUser(valid, true, token)))
                .user()
                .id();
    }

    static CompletableFuture<Outcome> append(RedisEngine engine, RoomId room, long user, long n, String text) {
        return append(
                engine,
                room,
                new MessageLog.AppendRequest(user, "user" + user, 7, n, text, null, System.currentTimeMillis()));
    }

    static CompletableFuture<Outcome> append(Engine engine, RoomId room, MessageLog.AppendRequest message) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        engine.append(room, message, new MessageLog.AppendAnswer() {
            @Override
            public void committed(long epoch, long sequence, boolean stored) {
                outcome.complete(new Outcome(false, false, new Pair(epoch, sequence), stored));
            }

            @Override
            public void duplicate(long epoch, long sequence, boolean stored) {
                outcome.complete(new Outcome(false, true, new Pair(epoch, sequence), stored));
            }

            @Override
            public void failed() {
                outcome.complete(new Outcome(true, false, new Pair(0, 0), false));
            }

            @Override
            public void unknown() {
                failed();
            }
        });
        return outcome;
    }

    static List<LogEntry> log(RedisEngine engine, RoomId room) {
        List<LogEntry> all = new ArrayList<>();
        long after = 0;
        while (true) {
            var page = get(engine.read(room, LogRange.of(after, Long.MAX_VALUE, 1 << 20)));
            all.addAll(page.entries());
            if (page.coversTo() <= after) {
                return all;
            }
            after = page.coversTo();
        }
    }
}
