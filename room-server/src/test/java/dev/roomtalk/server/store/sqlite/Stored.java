package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.EngineLimits;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the tests of the stored engine have in common: they open it, speak in a room, and read what is there. */
final class Stored {
    static final Name OPS_NAME = room("ops");

    /** The room that was made first in its database. */
    static final RoomId OPS = new RoomId(1);

    static final long EVERYTHING = Long.MAX_VALUE;

    private Stored() {}

    /** What became of a message. */
    record Said(
            MessageLog.AppendRequest message,
            CompletableFuture<Long> epoch,
            CompletableFuture<Long> sequence,
            CompletableFuture<Boolean> stored)
            implements MessageLog.AppendAnswer {
        Said(MessageLog.AppendRequest message) {
            this(message, new CompletableFuture<>(), new CompletableFuture<>(), new CompletableFuture<>());
        }

        @Override
        public void committed(long e, long s, boolean isStored) {
            epoch.complete(e);
            sequence.complete(s);
            stored.complete(isStored);
        }

        @Override
        public void duplicate(long e, long s, boolean isStored) {
            stored.completeExceptionally(new AssertionError("a duplicate of " + e + "/" + s));
        }

        @Override
        public void failed() {
            stored.completeExceptionally(new IllegalStateException("failed"));
        }

        @Override
        public void unknown() {
            stored.completeExceptionally(new AssertionError("an engine in this process knows"));
        }

        LogEntry entry() {
            return new LogEntry(epoch.join(), sequence.join(), message);
        }
    }

    static Name room(String text) {
        return ((Name.Valid) Name.room(text)).name();
    }

    static SqliteEngine open(Path directory) {
        return open(directory, InstantSource.system(), new Retention(1_000_000, 1 << 30, 0));
    }

    static SqliteEngine open(Path directory, InstantSource clock, Retention retention) {
        try {
            return SqliteEngine.open(
                    directory,
                    clock,
                    new Random(20_261_121)::nextLong,
                    new EngineLimits(100, Duration.ofDays(90), retention, Duration.ofDays(100)),
                    Durability.PROCESS);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    static RoomRecord make(Engine engine, Name name) {
        return Objects.requireNonNull(get(engine.createRoom(RoomRecord.wanted(name, "", null, false, false))));
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static MessageLog.AppendRequest message(long user, long n, String text, long time) {
        return new MessageLog.AppendRequest(user, "user" + user, 100 + user, n, text, null, time);
    }

    /** Appends it as a room does: it has asked what the speaker said before. */
    static Said say(Engine engine, RoomId room, MessageLog.AppendRequest message) {
        get(engine.highestN(room, message.userId(), message.instance()));
        Said said = new Said(message);
        engine.append(room, message, said);
        return said;
    }

    /** The room as it is for who opens it. */
    static @Nullable RoomRecord look(Engine engine, RoomId room) {
        RoomFeed feed = (epoch, sequence, message) -> {};
        RoomRecord record = get(engine.open(room, feed));
        engine.letGo(room, feed);
        return record;
    }

    static List<LogEntry> log(Engine engine, RoomId room) {
        List<LogEntry> log = new ArrayList<>();
        LogPage page = get(engine.read(room, LogRange.of(0, EVERYTHING, 1 << 20)));
        while (true) {
            log.addAll(page.entries());
            if (page.coversTo() >= page.committed()) {
                return log;
            }
            page = get(engine.read(room, LogRange.of(page.coversTo(), EVERYTHING, 1 << 20)));
        }
    }
}
