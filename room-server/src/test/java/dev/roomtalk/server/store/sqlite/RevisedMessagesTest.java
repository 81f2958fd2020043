package dev.roomtalk.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.room.Purpose;
import dev.roomtalk.server.room.Revision;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.wire.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that others have edited or removed, in the file. */
class RevisedMessagesTest {
    /** The schema before messages could be about others. */
    private static final int BEFORE = 9;

    private static final long NOW = System.currentTimeMillis();

    @TempDir
    Path directory;

    private static MessageLog.AppendRequest about(Kind kind, long n, LogEntry target, String text) {
        return new MessageLog.AppendRequest(
                1, "user1", 7, n, text, null, NOW, Purpose.of(kind, target.epoch(), target.sequence()));
    }

    @Test
    void anOlderFileIsBroughtUpToDateAndItsMessagesCanBeRemoved() throws Exception {
        Database database = Database.in(directory);
        NativeLibrary.unpackIn(directory);
        try (DatabaseConnection old = database.writing(Durability.POWER)) {
            Schema.migrate(old, database, BEFORE);
            old.execute("INSERT INTO rooms (id, key, name, topic, ephemeral, close_with_host, created, last, messages,"
                    + " bytes) VALUES (1, 'ops', 'ops', '', 0, 0, 0, 1, 1, 200)");
            old.execute("INSERT INTO messages (id, epoch, time, user, user_name, instance, n, text)" + " VALUES ("
                    + Schema.messageId(1, 1) + ", 5, " + NOW + ", 1, 'user1', 101, 1, 'from before')");
        }
        try (SqliteEngine engine = Stored.open(directory)) {
            LogEntry before = Stored.log(engine, Stored.OPS).getFirst();
            assertThat(before.purpose()).isEqualTo(Purpose.TEXT);
            assertThat(before.revision()).isEqualTo(Revision.NONE);
            Stored.say(engine, Stored.OPS, about(Kind.REMOVAL, 1, before, ""))
                    .stored()
                    .join();
            assertThat(Stored.log(engine, Stored.OPS).getFirst().revision()).isEqualTo(new Revision(2, "user1"));
        }
        try (DatabaseConnection c = database.reading()) {
            assertThat(c.query("SELECT kind || ' ' || ifnull(removed_by, '') || ' ' || text FROM log ORDER BY sequence")
                            .all(row -> row.getString(1)))
                    .containsExactly("text user1 ", "removal  ");
        }
    }

    @Test
    void theIndexOfWordsFollowsWhatIsEditedAndRemoved() throws Exception {
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.make(engine, Stored.OPS_NAME);
            List<LogEntry> said = new ArrayList<>();
            for (int n = 1; n <= 3; n++) {
                Stored.Said one = Stored.say(engine, Stored.OPS, Stored.message(1, n, "sun " + n, NOW));
                one.stored().join();
                said.add(one.entry());
            }
            await().until(() -> words().size() == 3);
            Stored.say(engine, Stored.OPS, about(Kind.EDIT, 1, said.get(1), "rain"))
                    .stored()
                    .join();
            Stored.say(engine, Stored.OPS, about(Kind.REMOVAL, 2, said.get(2), ""))
                    .stored()
                    .join();
            await().until(() -> indexed() == 5);
            assertThat(words()).containsExactly(1L, 2L);
            assertThat(weight())
                    .isEqualTo(Stored.log(engine, Stored.OPS).stream()
                            .mapToLong(LogEntry::weight)
                            .sum());
        }
    }

    @Test
    void anExportSaysWhatWasRemovedAndByWhom() throws Exception {
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.make(engine, Stored.OPS_NAME);
            Stored.Said said = Stored.say(engine, Stored.OPS, Stored.message(1, 1, "sun", NOW));
            said.stored().join();
            Stored.say(engine, Stored.OPS, about(Kind.REMOVAL, 1, said.entry(), ""))
                    .stored()
                    .join();
        }
        List<String> lines = new ArrayList<>();
        Export.room(directory, Stored.OPS_NAME, lines::add);
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .doesNotContain("sun")
                .contains("\"text\":\"\",\"kind\":\"text\",\"target_epoch\":null,\"target\":null,")
                .contains("\"changed_by\":2,\"removed_by\":\"user1\"");
        assertThat(lines.getLast()).containsPattern("\"kind\":\"removal\",\"target_epoch\":[1-9][0-9]*,\"target\":1,");
    }

    private List<Long> words() throws Exception {
        try (DatabaseConnection c = Database.in(directory).reading()) {
            return c.query("SELECT rowid FROM words ORDER BY rowid").all(row -> Schema.sequence(row.getLong(1)));
        }
    }

    private long indexed() throws Exception {
        return number("SELECT min(indexed) FROM rooms");
    }

    private long weight() throws Exception {
        return number("SELECT bytes FROM rooms");
    }

    private long number(String sql) throws Exception {
        try (DatabaseConnection c = Database.in(directory).reading()) {
            return c.query(sql).number();
        }
    }
}
