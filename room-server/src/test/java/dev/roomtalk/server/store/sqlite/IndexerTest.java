package dev.roomtalk.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/** How much of the log a step of the indexer takes, and what inserting a row costs. */
class IndexerTest {
    private static final int STEP = 256;

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // before each test
    private DatabaseConnection connection;

    private Instant now = Instant.EPOCH;
    private final Indexer indexer = new Indexer(() -> now);

    @BeforeEach
    void open() throws Exception {
        Database database = Database.in(directory);
        connection = database.writing(Durability.PROCESS);
        Schema.migrate(connection, database);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void room(int id, int messages) throws SQLException {
        connection
                .query("INSERT INTO rooms (id, key, name, topic, ephemeral, close_with_host, created, last)"
                        + " VALUES (?, ?, ?, '', 0, 0, 0, ?)")
                .run(id, "room" + id, "room" + id, messages);
        for (int sequence = 1; sequence <= messages; sequence++) {
            message(Schema.messageId(id, sequence), "message" + sequence);
        }
    }

    private void message(long id, String text) throws SQLException {
        connection
                .query("INSERT INTO messages (" + Log.COLUMNS + ") VALUES (?, 1, 0, 1, 'alice', 1, 1, NULL, ?,"
                        + " 0, 0, 0, 0, NULL)")
                .run(id, text);
    }

    private long number(String sql) throws SQLException {
        return connection.query(sql).number();
    }

    /** Those of a round. */
    private int steps() throws SQLException {
        int steps = 0;
        connection.query("BEGIN").run();
        while (indexer.due() && indexer.step(connection)) {
            steps++;
        }
        connection.query("COMMIT").run();
        return steps;
    }

    @Test
    void manyRoomsThatSaidLittleAreIndexedTogether() throws SQLException {
        for (int id = 1; id <= 400; id++) {
            room(id, id % 4);
        }
        long messages = number("SELECT count(*) FROM messages");
        assertThat(messages).isEqualTo(600);
        assertThat(steps()).isEqualTo(3);
        assertThat(number("SELECT count(*) FROM rooms WHERE indexed <> last")).isZero();
        assertThat(number("SELECT count(*) FROM words WHERE words MATCH 'message1'"))
                .isEqualTo(300);
        assertThat(number("SELECT count(*) FROM words WHERE words MATCH 'message3'"))
                .isEqualTo(100);
    }

    /** A step costs a transaction. */
    @Test
    void whatIsSaidAfterARoundWaitsForTheNext() throws SQLException {
        assertThat(indexer.due()).isTrue();
        room(1, 2 * STEP + 10);
        assertThat(steps()).isEqualTo(3);
        room(2, 3);
        assertThat(indexer.due()).isFalse();
        now = now.plusMillis(999);
        assertThat(indexer.due()).isFalse();
        now = now.plusMillis(1);
        assertThat(indexer.due()).isTrue();
        assertThat(steps()).isOne();
        assertThat(number("SELECT count(*) FROM rooms WHERE indexed <> last")).isZero();
        assertThat(indexer.due()).isFalse();
    }

    @Test
    void aRoomThatSaidMuchTakesSeveralSteps() throws SQLException {
        room(1, 3);
        room(2, 2 * STEP);
        room(3, STEP);
        assertThat(steps()).isEqualTo(4);
        assertThat(number("SELECT count(*) FROM rooms WHERE indexed <> last")).isZero();
        assertThat(number("SELECT count(*) FROM words WHERE words MATCH 'message*'"))
                .isEqualTo(3 * STEP + 3);
    }

    @Test
    void whatWasRemovedMeanwhileIsPassedOver() throws SQLException {
        room(1, 10);
        room(2, 10);
        connection
                .query("DELETE FROM messages WHERE id >> 36 = 1 OR id & 1 = 1")
                .run();
        assertThat(steps()).isOne();
        assertThat(number("SELECT count(*) FROM rooms WHERE indexed <> last")).isZero();
        assertThat(number("SELECT count(*) FROM words WHERE words MATCH 'message*'"))
                .isEqualTo(5);
    }

    /** Left to itself it tries to begin one after each statement, which fails where one is open. */
    @Test
    void theDriverBeginsNoTransactionOfItsOwn() throws Exception {
        Field own = DatabaseConnection.class.getDeclaredField("connection");
        own.setAccessible(true);
        DB driver = ((Connection) own.get(connection))
                .unwrap(SQLiteConnection.class)
                .getDatabase();
        Field begin = DB.class.getDeclaredField("begin");
        begin.setAccessible(true);
        // It has prepared the statement when it connected, and would prepare it again.
        Object prepared = begin.get(driver);
        begin.set(driver, null);
        room(1, 10);
        assertThat(steps()).isOne();
        assertThat(begin.get(driver)).isNull();
        begin.set(driver, prepared);
    }

    /** The driver would prepare a statement for each row, in order to know its key. */
    @Test
    void insertingARowMakesLittleGarbage() throws SQLException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        connection.query("BEGIN").run();
        int rows = 10_000;
        for (int i = 0; i < rows; i++) {
            message(i, "text");
        }
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < rows; i++) {
            message(rows + i, "text");
        }
        long each = (threads.getThreadAllocatedBytes(thread) - before) / rows;
        connection.query("COMMIT").run();
        System.out.printf("inserting a row makes %d bytes of garbage%n", each);
        assertThat(each).isLessThan(600);
    }
}
