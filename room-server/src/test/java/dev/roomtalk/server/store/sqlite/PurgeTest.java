package dev.roomtalk.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.store.Purge;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.Search;
import dev.roomtalk.server.store.WordQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left in the files of the database of what was removed, and how large they are. */
class PurgeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Older messages would be removed for their age. */
    private static final long NOW = System.currentTimeMillis();

    private static final String SECRET = "xylophonquark";

    @TempDir
    Path directory;

    private static void say(SqliteEngine engine, long user, int first, int last, String text) {
        List<Stored.Said> said = new ArrayList<>();
        for (int n = first; n <= last; n++) {
            // No more than may wait.
            if (said.size() == 4_000) {
                said.forEach(each -> assertThat(Stored.get(each.stored())).isTrue());
                said.clear();
            }
            said.add(Stored.say(engine, Stored.OPS, Stored.message(user, n, text + " " + n, NOW + n)));
        }
        said.forEach(each -> assertThat(Stored.get(each.stored())).isTrue());
    }

    private static void awaitIndexed(SqliteEngine engine) {
        await().atMost(PATIENCE)
                .until(() ->
                        Stored.get(engine.inTransaction(c -> c.query("SELECT count(*) FROM rooms WHERE indexed < last")
                                        .number()))
                                == 0);
    }

    /** In which files of the directory a text is, in whatever case. */
    private List<String> filesWith(String text) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "roomtalk.db*")) {
            for (Path file : files) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                if (bytes.contains(text)) {
                    names.add(file.getFileName().toString());
                }
            }
        }
        return names;
    }

    private static int found(SqliteEngine engine, String word) {
        Search.Answer answer = Stored.get(engine.search(new Search(
                List.of(Search.Place.all(Stored.OPS)),
                WordQuery.parse(word),
                null,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                2_000,
                0,
                1 << 30)));
        return ((Search.Found) answer).hits().size();
    }

    @Test
    void nothingOfWhatWasRemovedIsLeftInTheFiles() throws IOException {
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.make(engine, Stored.OPS_NAME);
            // In several segments of the index, some of which were merged before.
            for (int i = 0; i < 12; i++) {
                say(engine, 1, 1 + 100 * i, 100 + 100 * i, "kept words " + i);
                say(engine, 2, 1 + 100 * i, 100 + 100 * i, "Top " + SECRET + " " + SECRET + i);
                awaitIndexed(engine);
            }
            assertThat(filesWith(SECRET)).isNotEmpty();
            assertThat(Stored.get(engine.accounts().purge(Stored.OPS, Purge.of(2)))
                            .messages())
                    .isEqualTo(1200);
            assertThat(found(engine, SECRET)).isZero();
            assertThat(found(engine, "kept")).isEqualTo(1200);
            // Also what is said while it is overwritten stays.
            say(engine, 1, 1201, 1300, "kept later");
            await().atMost(PATIENCE).until(engine::wiped);
            assertThat(filesWith(SECRET)).isEmpty();
            assertThat(filesWith("user2")).isEmpty();
            awaitIndexed(engine);
            assertThat(found(engine, "kept")).isEqualTo(1300);
            assertThat(Check.of(directory).problems()).isEmpty();
        }
        assertThat(filesWith(SECRET)).isEmpty();
        try (SqliteEngine engine = Stored.open(directory)) {
            assertThat(engine.wiped()).isTrue();
            assertThat(Stored.log(engine, Stored.OPS)).hasSize(1300);
        }
    }

    @Test
    void aServerThatWasKilledBeforeGoesOnOverwriting() throws Exception {
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.make(engine, Stored.OPS_NAME);
            say(engine, 2, 1, 300, SECRET);
            say(engine, 1, 1, 300, "kept");
            awaitIndexed(engine);
        }
        // As the transaction of the purge leaves it.
        Database database = Database.in(directory);
        try (DatabaseConnection c = database.writing(Durability.POWER)) {
            c.execute("CREATE TABLE other AS SELECT text FROM messages");
            Wiper.prepare(c);
            c.execute("DELETE FROM words WHERE rowid IN (SELECT id FROM messages WHERE user = 2)");
            c.execute("DELETE FROM messages WHERE user = 2");
            c.execute("UPDATE rooms SET messages = 300, oldest = 301");
            // And pages that became free when nothing was overwritten.
            c.query("PRAGMA secure_delete = OFF").number();
            c.execute("DROP TABLE other");
        }
        assertThat(filesWith(SECRET)).isNotEmpty();
        try (SqliteEngine engine = Stored.open(directory)) {
            await().atMost(PATIENCE).until(engine::wiped);
            assertThat(filesWith(SECRET)).isEmpty();
            assertThat(found(engine, "kept")).isEqualTo(300);
        }
    }

    @Test
    void aRemovalIsForgottenWhenTheMessagesAroundItBecomeTooMany() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochMilli(NOW));
        try (SqliteEngine engine = Stored.open(directory, now::get, new Retention(50, 1 << 30, 0))) {
            Stored.make(engine, Stored.OPS_NAME);
            say(engine, 1, 1, 20, "text");
            say(engine, 2, 1, 20, "text");
            assertThat(Stored.get(engine.accounts().purge(Stored.OPS, Purge.of(2)))
                            .messages())
                    .isEqualTo(20);
            assertThat(removed(engine)).isEqualTo(1);
            say(engine, 1, 21, 120, "text");
            await().atMost(PATIENCE).until(() -> {
                // What is over the limit goes once a minute.
                now.updateAndGet(t -> t.plus(Duration.ofMinutes(1)));
                return removed(engine) == 0;
            });
            assertThat(Check.of(directory).problems()).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long removed(SqliteEngine engine) {
        return Stored.get(engine.inTransaction(
                c -> c.query("SELECT count(*) FROM removed").number()));
    }

    @Test
    void anIndexOfOtherWordsIsMadeAnewAndTheLogIsShortThoughNobodySpeaks() throws Exception {
        Path log = directory.resolve("roomtalk.db-wal");
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.make(engine, Stored.OPS_NAME);
            String filler = "lorem ipsum dolor sit amet ".repeat(40);
            say(engine, 1, 1, 20_000, "\u3160\u3160 \u3007 " + filler);
            awaitIndexed(engine);
        }
        Database database = Database.in(directory);
        try (DatabaseConnection old = database.writing(Durability.POWER)) {
            // As the schema before had it.
            old.execute("DROP TRIGGER room_needs_no_removed");
            old.execute("DROP TABLE removed");
            old.execute("DROP VIEW log");
            old.execute("CREATE VIEW log AS SELECT 1");
            for (String column : List.of("kind", "target_epoch", "target", "changed_by", "removed_by")) {
                old.execute("ALTER TABLE messages DROP COLUMN " + column);
            }
            old.execute("ALTER TABLE rooms DROP COLUMN edit_seconds");
            old.execute("ALTER TABLE users DROP COLUMN contacts");
            old.execute("DROP TRIGGER room_needs_no_marks");
            old.execute("DROP TRIGGER user_has_read_nothing");
            old.execute("DROP TABLE read_marks");
            old.execute("DELETE FROM words");
            old.execute("PRAGMA user_version = 7");
        }
        try (SqliteEngine engine = Stored.open(directory)) {
            // Found before the index is there, and by it.
            assertThat(found(engine, "\u3160")).isPositive();
            await().atMost(PATIENCE).until(() -> indexed() == 20_000);
            assertThat(found(engine, "\u3160")).isPositive();
            assertThat(found(engine, "\u3007")).isPositive();
            // Nobody speaks, and the log is brought over and emptied all the same.
            await().atMost(PATIENCE).until(() -> Files.size(log) <= 16 << 20);
        }
    }

    /** Looked at from outside: a transaction of the engine would be traffic. */
    private long indexed() throws Exception {
        try (DatabaseConnection c = Database.in(directory).reading()) {
            return c.query("SELECT min(indexed) FROM rooms").number();
        }
    }
}
