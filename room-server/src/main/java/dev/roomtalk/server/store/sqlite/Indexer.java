package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.LogEntry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Brings messages into the index of their words, some time after they were stored: so storing them stays cheap.
 * Confined to the writer.
 */
final class Indexer implements Writer.Chore {
    private static final int STEP = 256;
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(1);

    private final InstantSource clock;
    private long nextRound;

    private record Stale(long id, long indexed, long last) {}

    Indexer(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public boolean due() {
        long now = clock.millis();
        // A clock that was set back does not put it off.
        return now >= nextRound || now < nextRound - BETWEEN_ROUNDS.toMillis();
    }

    /** Of as many rooms as together have so many messages: a transaction costs more than a room. */
    @Override
    public boolean step(DatabaseConnection c) throws SQLException {
        List<Stale> rooms = c.query("SELECT id, indexed, last FROM rooms WHERE indexed < last LIMIT " + STEP)
                .all(row -> new Stale(row.getLong(1), row.getLong(2), row.getLong(3)));
        int left = STEP;
        for (Stale room : rooms) {
            if (left == 0) {
                break;
            }
            left -= index(c, room, left);
        }
        if (left > 0 && rooms.size() < STEP) {
            // What comes from now on waits for the next round, however fast it comes: each step costs a transaction,
            // and
            // a segment of the index that is merged with others later.
            nextRound = clock.millis() + BETWEEN_ROUNDS.toMillis();
        }
        return !rooms.isEmpty();
    }

    /** Returns how many messages it had, at most so many. */
    private static int index(DatabaseConnection c, Stale room, int most) throws SQLException {
        List<LogEntry> messages = c.query(Log.SELECT + " ORDER BY id LIMIT ?")
                .all(Log::entry, Schema.messageId(room.id, room.indexed), Schema.messageId(room.id, room.last), most);
        for (LogEntry said : messages) {
            index(c, room.id, said);
        }
        long end = messages.size() < most ? room.last : messages.getLast().sequence();
        c.query("UPDATE rooms SET indexed = ? WHERE id = ?").run(end, room.id);
        return messages.size();
    }

    /** A message that is not in the index; nor will it be if nobody can look for it. */
    static void index(DatabaseConnection c, long room, LogEntry entry) throws SQLException {
        if (entry.isReadable()) {
            c.query("INSERT INTO words (rowid, text) VALUES (?, ?)")
                    .run(
                            Schema.messageId(room, entry.sequence()),
                            Finder.indexed(room, entry.message().userName(), entry.text()));
        }
    }

    @Override
    public void failed() {
        nextRound = clock.millis() + BETWEEN_ROUNDS.toMillis();
    }
}
