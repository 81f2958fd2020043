package dev.roomtalk.server.store.sqlite;

import java.sql.SQLException;

/**
 * The three threads that read the database, one for each kind of question, so that a short question does not wait
 * behind a long one.
 *
 * @param lookUps short questions, for which an arriving user waits
 * @param pages pages of history
 * @param searches the longest questions, for which a person expects to wait a moment
 */
record Readers(Reader lookUps, Reader pages, Reader searches) implements AutoCloseable {
    private static final int LOOK_UPS = 65_536;
    private static final int PAGES = 256;
    private static final int SEARCHES = 64;

    /** Starts the threads, each with a connection of its own. */
    static Readers of(Database database) throws SQLException {
        return new Readers(
                new Reader(database.reading(), "engine-look-up", LOOK_UPS),
                new Reader(database.reading(), "engine-pages", PAGES),
                new Reader(database.reading(), "engine-search", SEARCHES));
    }

    /** Answers what was asked, and ends the threads. */
    @Override
    public void close() {
        lookUps.close();
        pages.close();
        searches.close();
    }
}
