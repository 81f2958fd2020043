package dev.roomtalk.server.store.sqlite;

import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that brings what was committed from the write-ahead log into the database itself, and onto the disk, so that
 * the writer need not wait for that.
 *
 * <p>SQLite begins its log anew only when all of it has been brought over, which never happens while the writer goes on
 * writing. So when the log has become long, the writer itself brings over the little that is left; and where it has
 * nothing to write, which would begin the log anew, it empties the file.
 */
final class Checkpointer implements AutoCloseable {
    private static final int SECONDS_BETWEEN = 1;

    /** In pages of 4 KiB: 16 MiB. */
    private static final int LONG_LOG = 4_096;

    private static final String CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)";

    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

    private final DatabaseConnection connection;
    private final Writer writer;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "engine-checkpoint"));
    private long writes;

    /** Whether nothing was written since the log was brought over and found short. */
    private boolean settled;

    Checkpointer(Database database, Writer writer) throws SQLException {
        this.connection = database.checkpointing();
        this.writer = writer;
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::checkpoint, SECONDS_BETWEEN, SECONDS_BETWEEN, TimeUnit.SECONDS);
    }

    private void checkpoint() {
        long now = writer.writes();
        // Also once after the last of them, for what the writer has left, and for what a start or an upgrade wrote.
        if (now == writes && settled) {
            return;
        }
        settled = now == writes;
        writes = now;
        try {
            if (logPages(connection) > LONG_LOG) {
                settled = false;
                writer.checkpoint();
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("checkpoint: {}", e.getMessage());
        }
    }

    /** Brings over what it can without waiting; returns how long the log is. */
    static int logPages(DatabaseConnection connection) throws SQLException {
        Integer pages = connection.query(CHECKPOINT).first(row -> row.getInt(2));
        return pages == null ? 0 : pages;
    }

    @Override
    public void close() {
        thread.close();
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("checkpoint: {}", e.getMessage());
        }
    }
}
