package dev.roomtalk.server.store;

import dev.roomtalk.server.store.sqlite.Durability;
import dev.roomtalk.server.store.sqlite.SqliteEngine;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.Phaser;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Appending messages of 100 bytes, 64 at a time, until all of them are committed. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // by JMH, before each trial
public class AppendBenchmark {
    private static final int TOGETHER = 64;
    private static final String TEXT = "x".repeat(100);

    @Param({"memory", "sqlite"})
    public String engine;

    private final InstantSource clock = InstantSource.system();
    private Engine opened;
    private RoomId room;
    private @Nullable Path directory;
    private final Phaser committed = new Phaser(1);
    private long n;

    private final MessageLog.AppendAnswer answer = new MessageLog.AppendAnswer() {
        @Override
        public void committed(long epoch, long sequence, boolean stored) {
            committed.arriveAndDeregister();
        }

        @Override
        public void duplicate(long epoch, long sequence, boolean stored) {
            throw new IllegalStateException("a message came twice");
        }

        @Override
        public void failed() {
            throw new IllegalStateException("a message was not taken");
        }

        @Override
        public void unknown() {
            throw new IllegalStateException("a message was lost");
        }
    };

    @Setup
    public void open() throws IOException {
        Retention retention = new Retention(100_000, 64 << 20, 64 << 20);
        Duration age = Duration.ofDays(100);
        if (engine.equals("memory")) {
            opened = new MemoryEngine(System::nanoTime, clock, () -> 7L, 100, age, retention);
        } else {
            directory = Files.createTempDirectory("roomtalk-micro");
            opened = SqliteEngine.open(
                    directory, clock, () -> 7L, new EngineLimits(100, age, retention, age), Durability.PROCESS);
        }
        RoomRecord wanted = RoomRecord.wanted(((Name.Valid) Name.room("ops")).name(), "", null, false, false);
        room = Objects.requireNonNull(opened.createRoom(wanted, (_, _, _) -> {})
                        .toCompletableFuture()
                        .join())
                .id();
        // As for whoever enters: of others an engine has to look up first what they said.
        opened.highestN(room, 1, 7).toCompletableFuture().join();
        n = 0;
    }

    @Benchmark
    @OperationsPerInvocation(TOGETHER)
    public void append() {
        committed.bulkRegister(TOGETHER);
        for (int i = 0; i < TOGETHER; i++) {
            n++;
            opened.append(room, new MessageLog.AppendRequest(1, "alice", 7, n, TEXT, null, clock.millis()), answer);
        }
        committed.arriveAndAwaitAdvance();
    }

    @TearDown
    public void close() throws IOException {
        opened.close();
        if (directory != null) {
            try (Stream<Path> below = Files.walk(directory)) {
                for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
