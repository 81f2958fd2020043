package dev.roomtalk.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.NotStoredException;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultTest {
    @TempDir
    Path directory;

    private static MessageLog.AppendRequest message(long n, String text) {
        return Stored.message(1, n, text, System.currentTimeMillis());
    }

    /** From now on the file may not grow; 0: it may. */
    private static void limit(SqliteEngine engine, int pages) {
        Stored.get(engine.inTransaction(c -> {
            c.execute("PRAGMA max_page_count = " + (pages == 0 ? 1_000_000_000 : pages));
            return true;
        }));
    }

    @Test
    void whileTheDiskIsFullMessagesAreNumberedAndNotStoredAndThenStoredAgain() {
        String longText = "x".repeat(4000);
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.make(engine, Stored.OPS_NAME);
            Stored.Said first = Stored.say(engine, Stored.OPS, message(1, "first"));
            assertThat(Stored.get(first.stored())).isTrue();
            limit(engine, 1);
            Stored.Said last;
            long n = 1;
            do {
                last = Stored.say(engine, Stored.OPS, message(++n, longText));
            } while (Stored.get(last.stored()));
            assertThat(last.sequence().join()).isEqualTo(n);
            long committed = Stored.get(engine.epochEnd(Stored.OPS, Stored.EVERYTHING));
            assertThat(committed).isEqualTo(n - 1);

            limit(engine, 0);
            Stored.Said after = Stored.say(engine, Stored.OPS, message(n + 1, "after"));
            assertThat(Stored.get(after.stored())).isTrue();
            List<LogEntry> log = Stored.log(engine, Stored.OPS);
            assertThat(log).contains(after.entry()).doesNotContain(last.entry());
            assertThat(log).hasSize((int) n);
        }
    }

    /** The next changes of a table fail. */
    private static void obstruct(SqliteEngine engine, String change) {
        Stored.get(engine.inTransaction(c -> {
            c.execute("CREATE TEMP TRIGGER obstacle BEFORE " + change + " BEGIN SELECT RAISE(ABORT, 'broken'); END");
            return true;
        }));
    }

    private static void clear(SqliteEngine engine) {
        Stored.get(engine.inTransaction(c -> {
            c.execute("DROP TRIGGER obstacle");
            return true;
        }));
    }

    @Test
    void aRoomThatCannotBeClosedNowIsClosedLater() {
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.make(engine, Stored.OPS_NAME);
            obstruct(engine, "DELETE ON rooms");
            var closed = engine.closeRoom(Stored.OPS).toCompletableFuture();
            // Done or failed with it: then it was tried.
            Stored.get(engine.inTransaction(c -> true).handle((done, failure) -> true));
            assertThat(closed).isNotDone();
            clear(engine);
            Stored.get(closed);
        }
        try (Engine engine = Stored.open(directory)) {
            assertThat(Stored.get(engine.rooms(RoomId.NONE, 1_000))).isEmpty();
        }
    }

    @Test
    void whereNothingCanBeStoredThereIsNoPlaceForAUser() {
        try (SqliteEngine engine = Stored.open(directory)) {
            obstruct(engine, "INSERT ON users");
            assertThat(Stored.get(
                            engine.createUser(((Name.Valid) Name.user("bob")).name(), true, TokenHash.of(new byte[1]))))
                    .isInstanceOf(UserRecords.Full.class);
            clear(engine);
            assertThat(Stored.get(
                            engine.createUser(((Name.Valid) Name.user("bob")).name(), true, TokenHash.of(new byte[1]))))
                    .isInstanceOf(UserRecords.Created.class);
        }
    }

    @Test
    void whatCannotBeStoredFailsWithAReasonForThePersonAndTheTroubleEndsByItself() {
        try (SqliteEngine engine = Stored.open(directory)) {
            assertThat(engine.trouble()).isNull();
            obstruct(engine, "INSERT ON rooms");
            RoomRecord wanted = RoomRecord.wanted(Stored.room("other"), "", null, false, false);
            Throwable why = Stored.get(engine.createRoom(wanted).handle((made, failure) -> cause(failure)));
            assertThat(why).isInstanceOf(NotStoredException.class).hasMessage("its database cannot be written");
            // Nobody writes anything: the engine finds out that it can.
            await().atMost(Duration.ofSeconds(60)).until(() -> engine.trouble() == null);
            clear(engine);
            Stored.make(engine, Stored.room("other"));
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    @Test
    void whenTheQueueIsFullAMessageIsRefusedBeforeItIsNumbered() throws InterruptedException {
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.make(engine, Stored.OPS_NAME);
            CountDownLatch slow = new CountDownLatch(1);
            engine.inTransaction(c -> {
                try {
                    slow.await();
                } catch (InterruptedException e) {
                    throw new SQLException(e);
                }
                return true;
            });
            List<Stored.Said> said = new ArrayList<>();
            Stored.get(engine.highestN(Stored.OPS, 1, 101));
            for (int n = 1; n <= Writer.QUEUE; n++) {
                said.add(new Stored.Said(message(n, "x")));
                engine.append(Stored.OPS, said.getLast().message(), said.getLast());
            }
            Stored.Said refused = new Stored.Said(message(Writer.QUEUE + 1, "x"));
            engine.append(Stored.OPS, refused.message(), refused);
            assertThat(refused.stored()).isCompletedExceptionally();
            assertThat(refused.sequence()).isNotDone();
            slow.countDown();
            said.forEach(s -> assertThat(Stored.get(s.stored())).isTrue());
            Stored.Said again = Stored.say(engine, Stored.OPS, refused.message());
            assertThat(Stored.get(again.stored())).isTrue();
            assertThat(again.sequence().join()).isEqualTo(Writer.QUEUE + 1);
        }
    }

    private void assertRefusedToOpen(String sentencePart) {
        assertThatThrownBy(() -> Stored.open(directory))
                .hasMessageContaining(sentencePart)
                .message()
                .contains(directory.resolve("roomtalk.db").toString())
                .doesNotContain("\n");
    }

    @Test
    void aDamagedFileIsRefusedInASentence() throws IOException {
        Files.writeString(
                directory.resolve("roomtalk.db"),
                "this is not a database, and it is longer than a header. ".repeat(100));
        assertRefusedToOpen("restore a backup");
    }

    @Test
    void aFileThatCannotBeOpenedIsRefusedInASentence() throws IOException {
        Files.createDirectory(directory.resolve("roomtalk.db"));
        assertRefusedToOpen("check that the file and its directory are writable");
    }

    @Test
    void aFileOfANewerServerIsRefusedInASentence() throws SQLException {
        Stored.open(directory).close();
        execute("PRAGMA user_version = 99");
        assertRefusedToOpen("is of a newer room-server (schema 99, this one knows " + Schema.newest() + ")");
    }

    @Test
    void aDatabaseOfAnotherProgramIsRefusedInASentence() throws SQLException {
        execute("CREATE TABLE other (x)");
        assertRefusedToOpen("is not a database of room-server");
    }

    private void execute(String sql) throws SQLException {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("roomtalk.db"));
                Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }
}
