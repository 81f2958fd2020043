package dev.roomtalk.bench.history;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.EngineLimits;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.Search;
import dev.roomtalk.server.store.WordQuery;
import dev.roomtalk.server.store.sqlite.Durability;
import dev.roomtalk.server.store.sqlite.SqliteEngine;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A room with many messages in an embedded engine of its own. */
public final class LargeRoom implements AutoCloseable {
    private static final Name NAME = new Name("large", "large");
    private static final long USER = 1;
    private static final long INSTANCE = 7;
    private static final int PAGE_BYTES = 64 << 10;
    private static final int SCREEN = 50;

    private static final int HITS = 20;

    /** Fewer than the engine takes at a time. */
    private static final int UNDERWAY = 4096;

    /** The time of the first message; the others follow one second apart. */
    private static final long FIRST_MILLIS = 1_700_000_000_000L;

    private static final String[] WORDS =
            ("the build is green again and nobody knows why so we deploy on friday what could happen lunch at noon"
                            + " bring an umbrella rain is coming from the west coffee is ready in the kitchen")
                    .split(" ");

    private final Path directory;
    private final Engine engine;
    private final int messages;
    private RoomId room = RoomId.NONE;
    private double fillSeconds;

    private LargeRoom(Path directory, Engine engine, int messages) {
        this.directory = directory;
        this.engine = engine;
        this.messages = messages;
    }

    /** Makes the room and fills it. */
    public static LargeRoom make(@Nullable Path parent, int messages, int size) throws IOException {
        Path directory = parent == null
                ? Files.createTempDirectory("bench-history")
                : Files.createTempDirectory(parent, "bench-history");
        Engine engine = SqliteEngine.open(
                directory,
                InstantSource.system(),
                new Random(1)::nextLong,
                new EngineLimits(
                        10,
                        Duration.ofDays(1),
                        new Retention(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
                        Duration.ofDays(36500)),
                Durability.PROCESS);
        LargeRoom made = new LargeRoom(directory, engine, messages);
        made.fill(size);
        return made;
    }

    private void fill(int size) {
        long begin = System.nanoTime();
        room = Objects.requireNonNull(engine.createRoom(RoomRecord.wanted(NAME, "", null, false, false))
                        .toCompletableFuture()
                        .join())
                .id();
        engine.highestN(room, USER, INSTANCE).toCompletableFuture().join();
        Random random = new Random(1);
        Semaphore underway = new Semaphore(UNDERWAY);
        AtomicInteger failed = new AtomicInteger();
        for (int n = 1; n <= messages; n++) {
            underway.acquireUninterruptibly();
            engine.append(
                    room,
                    new MessageLog.AppendRequest(
                            USER, "alice", INSTANCE, n, text(random, size), null, FIRST_MILLIS + 1000L * n),
                    new MessageLog.AppendAnswer() {
                        @Override
                        public void committed(long epoch, long sequence, boolean stored) {
                            underway.release();
                        }

                        @Override
                        public void duplicate(long epoch, long sequence, boolean stored) {
                            failed();
                        }

                        @Override
                        public void failed() {
                            failed.incrementAndGet();
                            underway.release();
                        }

                        @Override
                        public void unknown() {
                            failed();
                        }
                    });
        }
        underway.acquireUninterruptibly(UNDERWAY);
        if (failed.get() > 0) {
            throw Failure.unexpected(failed + " messages could not be stored");
        }
        fillSeconds = (System.nanoTime() - begin) / 1e9;
    }

    private static String text(Random random, int size) {
        StringBuilder text = new StringBuilder(size + 16);
        while (text.length() < size) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.substring(0, size);
    }

    /** Opens pages and searches, and returns a table of how long they took. */
    public String report(int pages, long seed) throws IOException {
        StringBuilder rows = new StringBuilder();
        Random random = new Random(seed);
        row(
                rows,
                "the newest 50 up to a sequence",
                pages,
                () -> page(LogRange.last(SCREEN, sequence(random), PAGE_BYTES)));
        row(
                rows,
                "a full page (64 KiB) above a sequence",
                pages,
                () -> page(LogRange.of(sequence(random), Long.MAX_VALUE, PAGE_BYTES)));
        row(
                rows,
                "a full page (64 KiB) from a time on",
                pages,
                () -> page(new LogRange(0, Long.MAX_VALUE, FIRST_MILLIS + 1000L * sequence(random), 0, 0, PAGE_BYTES)));
        row(rows, "a search for two words, 20 hits", pages, () -> search(random));
        return "%,d messages in %.0f s; %.0f bytes each on the disk%n%n%-44s%10s%10s%10s%n"
                        .formatted(messages, fillSeconds, (double) bytesOnDisk() / messages, "ms", "p50", "p99", "max")
                + rows;
    }

    private void page(LogRange range) {
        if (engine.read(room, range).toCompletableFuture().join().entries().isEmpty()) {
            throw Failure.unexpected("a page is empty: " + range);
        }
    }

    private void search(Random random) {
        String words = WORDS[random.nextInt(WORDS.length)] + " " + WORDS[random.nextInt(WORDS.length)];
        Search search = new Search(
                List.of(new Search.Place(room, sequence(random))),
                WordQuery.parse(words),
                null,
                0,
                Long.MAX_VALUE,
                HITS,
                0,
                PAGE_BYTES);
        if (engine.search(search).toCompletableFuture().join() instanceof Search.TooMuch) {
            throw Failure.unexpected("a search took too long: " + words);
        }
    }

    private int sequence(Random random) {
        return 1 + random.nextInt(messages - 1);
    }

    private static void row(StringBuilder rows, String name, int times, Runnable asked) {
        Histogram micros = new Histogram(3);
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            asked.run();
            micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin));
        }
        rows.append(String.format(
                Locale.ROOT,
                "%-44s%10.2f%10.2f%10.2f%n",
                name,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3));
    }

    private long bytesOnDisk() throws IOException {
        return Files.size(directory.resolve("roomtalk.db"));
    }

    @Override
    public void close() throws IOException {
        engine.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
