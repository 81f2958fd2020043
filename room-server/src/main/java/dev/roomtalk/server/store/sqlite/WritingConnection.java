package dev.roomtalk.server.store.sqlite;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that writes, and the transactions on it: each is committed as a whole, or rolled back. Confined to the
 * writer.
 */
final class WritingConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WritingConnection.class);

    /** So long the writer waits at most for who reads in the log. */
    private static final int PATIENCE_MILLIS = 50;

    private final DatabaseConnection connection;
    private final Durability durability;
    private final Log log;

    WritingConnection(DatabaseConnection connection, Durability durability, Log log) {
        this.connection = connection;
        this.durability = durability;
        this.log = log;
    }

    /**
     * Writes these jobs in one transaction. Messages are noted in the log also where it fails, so that their rooms can
     * be notified.
     *
     * @return why it failed and was rolled back; null: it was committed
     */
    @Nullable
    Exception write(List<Job> jobs) {
        for (Job job : jobs) {
            if (job instanceof Job.Message m) {
                log.add(m.append());
            }
        }
        boolean synced = durability == Durability.PROCESS
                && jobs.stream().anyMatch(job -> job instanceof Job.Change<?> c && c.promise == Writer.Promise.SYNCED);
        try {
            if (synced) {
                synchronous(Durability.POWER);
            }
            connection.query("BEGIN IMMEDIATE").run();
            for (Job job : jobs) {
                switch (job) {
                    case Job.Message m -> log.insert(m.append());
                    case Job.Change<?> c -> c.write(connection);
                    case Job.Stop _ -> {}
                }
            }
            log.finish();
            connection.query("COMMIT").run();
            return null;
        } catch (SQLException | RuntimeException e) {
            rollBack();
            return e;
        } finally {
            if (synced) {
                unsync();
            }
        }
    }

    /** Does a small step of a chore in a transaction of its own; false: there was nothing to do. */
    boolean step(Writer.Chore chore) {
        try {
            connection.query("BEGIN").run();
            boolean done = chore.step(connection);
            connection.query("COMMIT").run();
            return done;
        } catch (SQLException | RuntimeException e) {
            LOG.debug("{}", chore.getClass().getSimpleName(), e);
            rollBack();
            chore.failed();
            return false;
        }
    }

    /**
     * Brings the rest of the write-ahead log into the database, outside of a transaction.
     *
     * @param idle nothing waits to be written: the log is emptied too, unless somebody reads in it for long
     */
    void checkpoint(boolean idle) {
        try {
            Checkpointer.logPages(connection);
        } catch (SQLException e) {
            LOG.debug("checkpoint: {}", e.getMessage());
        }
        if (idle) {
            emptyLog();
        }
    }

    /**
     * Brings all of the write-ahead log into the database and empties it, outside of a transaction; false: somebody
     * reads in it.
     */
    boolean emptyLog() {
        try {
            connection.execute("PRAGMA busy_timeout = " + PATIENCE_MILLIS);
            try {
                return connection.query("PRAGMA wal_checkpoint(TRUNCATE)").number() == 0;
            } finally {
                connection.execute("PRAGMA busy_timeout = " + Database.BUSY_MILLIS);
            }
        } catch (SQLException e) {
            LOG.debug("checkpoint: {}", e.getMessage());
            return false;
        }
    }

    private void rollBack() {
        try {
            connection.rollBack();
        } catch (SQLException e) {
            // SQLite has rolled it back already, as it does when the disk is full.
            LOG.debug("rollback: {}", e.getMessage());
        }
    }

    private void unsync() {
        try {
            synchronous(durability);
        } catch (SQLException e) {
            LOG.debug("synchronous: {}", e.getMessage());
        }
    }

    private void synchronous(Durability of) throws SQLException {
        connection.execute("PRAGMA synchronous = " + of.synchronous());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
