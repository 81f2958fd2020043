package dev.roomtalk.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Removal is done by the writer between transactions, on a clock that the test turns. */
class RetentionTest {
    private static final Duration ROUND = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T12:00:00Z"));
    private final InstantSource clock = now::get;

    private SqliteEngine open(Retention retention) {
        SqliteEngine engine = Stored.open(directory, clock, retention);
        Stored.make(engine, Stored.OPS_NAME);
        return engine;
    }

    private void say(SqliteEngine engine, int first, int last, String text) {
        for (int n = first; n <= last; n++) {
            Stored.get(Stored.say(engine, Stored.OPS, Stored.message(1, n, text + " " + n, clock.millis()))
                    .stored());
        }
    }

    private void awaitOldest(SqliteEngine engine, long oldest) {
        now.updateAndGet(t -> t.plus(ROUND));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            LogPage page = Stored.get(engine.read(Stored.OPS, LogRange.of(0, Stored.EVERYTHING, 1 << 24)));
            assertThat(page.oldest()).isEqualTo(oldest);
            assertThat(
                            page.entries().isEmpty()
                                    ? oldest
                                    : page.entries().getFirst().sequence())
                    .isEqualTo(oldest);
        });
    }

    private static long words(SqliteEngine engine, String match) {
        return Stored.get(engine.inTransaction(
                c -> c.query("SELECT count(*) FROM words WHERE words MATCH ?").number(match)));
    }

    @Test
    void theLatestMessagesOfARoomAreKept() {
        try (SqliteEngine engine = open(new Retention(10, 1 << 20, 0))) {
            say(engine, 1, 2 * Sweeper.STEP, "rain");
            awaitOldest(engine, 2 * Sweeper.STEP - 9);
            awaitIndexed(engine);
            assertThat(words(engine, "rain")).isEqualTo(10);
            say(engine, 2 * Sweeper.STEP + 1, 2 * Sweeper.STEP + 5, "rain");
            awaitOldest(engine, 2 * Sweeper.STEP - 4);
        }
    }

    private void awaitIndexed(SqliteEngine engine) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            now.updateAndGet(t -> t.plus(Duration.ofSeconds(1)));
            return Stored.get(engine.inTransaction(c -> c.query("SELECT count(*) FROM rooms WHERE indexed < last")
                            .number()))
                    == 0;
        });
    }

    @Test
    void soManyBytesOfARoomAreKept() {
        int weight = new LogEntry(1, 1, Stored.message(1, 10, "rain 10", 0)).weight();
        try (SqliteEngine engine = open(new Retention(1000, 5L * weight, 0))) {
            say(engine, 10, 40, "rain");
            awaitOldest(engine, 27);
        }
    }

    @Test
    void whatIsTooOldIsRemovedAndTheRoomGoesOnFromWhereItWas() {
        try (SqliteEngine engine = open(new Retention(1000, 1 << 20, 0))) {
            say(engine, 1, 20, "rain");
            now.updateAndGet(t -> t.plus(Duration.ofDays(101)));
            awaitOldest(engine, 21);
        }
        try (SqliteEngine engine = Stored.open(directory, clock, new Retention(1000, 1 << 20, 0))) {
            Stored.Said next = Stored.say(engine, Stored.OPS, Stored.message(1, 21, "x", clock.millis()));
            assertThat(next.sequence().join()).isEqualTo(21);
        }
    }

    @Test
    void whatWasSaidInAClosedRoomIsRemovedWithItsWords() {
        try (SqliteEngine engine = open(new Retention(1000, 1 << 20, 0))) {
            say(engine, 1, 2 * Sweeper.STEP + 10, "rain");
            awaitIndexed(engine);
            Stored.get(engine.closeRoom(Stored.OPS));
            now.updateAndGet(t -> t.plus(ROUND));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Stored.get(engine.inTransaction(c -> c.query(
                                            "SELECT (SELECT count(*) FROM messages) + (SELECT count(*) FROM instances)"
                                                    + " + (SELECT count(*) FROM epochs) + (SELECT count(*) FROM closed_rooms)")
                                    .number()))
                            == 0);
            assertThat(words(engine, "rain")).isZero();
        }
    }

    @Test
    void anInstanceThatWasSilentForAMonthIsForgotten() {
        try (SqliteEngine engine = open(new Retention(1000, 1 << 20, 0))) {
            say(engine, 1, 3, "rain");
            now.updateAndGet(t -> t.plus(Duration.ofDays(32)));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Stored.get(engine.inTransaction(c ->
                                    c.query("SELECT count(*) FROM instances").number()))
                            == 0);
        }
    }
}
