package dev.roomtalk.server.store.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Overwrites what an operator has removed, wherever in the file it was: SQLite leaves it in free pages, FTS5 in the
 * index of words until that is merged, and the write-ahead log until that is emptied. In small steps. Confined to the
 * writer, but for {@link #begin}.
 *
 * <p>While it has work SQLite overwrites each page that becomes free. First the words of what was removed go, by
 * merging the whole index. Then what became free before is taken by a table of zeroes, which is removed when it has all
 * of it. That it has work is in the database: the next start goes on.
 */
final class Wiper implements Writer.Chore {
    private static final int MERGED_PAGES = 64;

    /** As many pages as a blob of {@link #BLOB_BYTES} takes. */
    private static final int PAGES = 256;

    private static final int BLOB_BYTES = PAGES * 4_092 - 256;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final InstantSource clock;

    /** How often something was removed, and up to which of these everything is overwritten. */
    private final AtomicLong removals = new AtomicLong();

    private volatile long overwritten;
    private long underway;
    private Phase phase = Phase.BEGIN;
    private long nextTry;

    private enum Phase {
        BEGIN,
        MERGE,
        FILL,
        FREE,
        EMPTY_LOG
    }

    /** @param wanted what a server that has ended has left to do */
    Wiper(InstantSource clock, boolean wanted) {
        this.clock = clock;
        this.removals.set(wanted ? 1 : 0);
    }

    /** Whether a database has something to overwrite. */
    static boolean isWanted(DatabaseConnection c) throws SQLException {
        return c.query("SELECT value FROM meta WHERE name = 'wipe'").number() != 0;
    }

    /** In the transaction that removes something: from now on each page that becomes free is overwritten. */
    static void prepare(DatabaseConnection c) throws SQLException {
        c.query("PRAGMA secure_delete = ON").number();
        c.query("INSERT OR REPLACE INTO meta (name, value) VALUES ('wipe', 1)").run();
    }

    /** Something was removed. Any thread. */
    void begin() {
        removals.incrementAndGet();
    }

    /** Whether everything that was removed is overwritten. Any thread. */
    boolean idle() {
        return overwritten == removals.get();
    }

    @Override
    public boolean awaitsEmptyLog() {
        return phase == Phase.EMPTY_LOG && clock.millis() >= nextTry;
    }

    @Override
    public void logEmptied(boolean done) {
        if (done) {
            phase = Phase.BEGIN;
            overwritten = underway;
        } else {
            failed();
        }
    }

    @Override
    public boolean due() {
        return !idle() && phase != Phase.EMPTY_LOG && clock.millis() >= nextTry;
    }

    @Override
    public boolean step(DatabaseConnection c) throws SQLException {
        switch (phase) {
            case BEGIN -> {
                underway = removals.get();
                prepare(c);
                c.execute("CREATE TABLE IF NOT EXISTS zeroes (bytes BLOB NOT NULL)");
                c.query("INSERT INTO words (words, rank) VALUES ('merge', ?)").run(-MERGED_PAGES);
                phase = Phase.MERGE;
            }
            case MERGE -> {
                long before = c.query("SELECT total_changes()").number();
                c.query("INSERT INTO words (words, rank) VALUES ('merge', ?)").run(MERGED_PAGES);
                // One of them is the row above.
                if (c.query("SELECT total_changes()").number() - before < 2) {
                    phase = Phase.FILL;
                }
            }
            case FILL -> {
                if (c.query("PRAGMA freelist_count").number() > 1) {
                    c.query("INSERT INTO zeroes (bytes) VALUES (zeroblob(?))").run(BLOB_BYTES);
                } else {
                    phase = Phase.FREE;
                }
            }
            case FREE -> {
                if (c.query("DELETE FROM zeroes WHERE rowid IN (SELECT rowid FROM zeroes LIMIT 1)")
                                .run()
                        == 0) {
                    if (underway == removals.get()) {
                        c.query("DELETE FROM meta WHERE name = 'wipe'").run();
                        c.query("PRAGMA secure_delete = FAST").number();
                    }
                    phase = Phase.EMPTY_LOG;
                }
            }
            case EMPTY_LOG -> {}
        }
        return true;
    }

    @Override
    public void failed() {
        nextTry = clock.millis() + BETWEEN_TRIES.toMillis();
    }
}
