package dev.roomtalk.server.store.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Brings messages into the index of their words, some time after they were stored: so storing them stays cheap.
 * Confined to the writer.
 */
final class Indexer implements Writer.Chore {
    private static final int STEP = 256;
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(1);

    private final InstantSource clock;
    private long nextRound;

    private record Said(long id, String userName, String text) {}

    private record Stale(long room, long indexed, long last) {}

    Indexer(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public boolean due() {
        long now = clock.millis();
        // A clock that was set back does not put it off.
        return now >= nextRound || now < nextRound - BETWEEN_ROUNDS.toMillis();
    }

    @Override
    public boolean step(DatabaseConnection c) throws SQLException {
        Stale stale = c.query("SELECT id, indexed, last FROM rooms WHERE indexed < last LIMIT 1")
                .first(row -> new Stale(row.getLong(1), row.getLong(2), row.getLong(3)));
        if (stale == null) {
            failed();
            return false;
        }
        long end = c.query("SELECT max(id) FROM (SELECT id FROM messages WHERE id > ? AND id <= ? ORDER BY id LIMIT ?)")
                .number(Schema.messageId(stale.room, stale.indexed), Schema.messageId(stale.room, stale.last), STEP);
        for (Said said : c.query("SELECT id, user_name, text FROM messages WHERE id > ? AND id <= ? ORDER BY id")
                .all(
                        row -> new Said(row.getLong(1), row.getString(2), row.getString(3)),
                        Schema.messageId(stale.room, stale.indexed),
                        end)) {
            c.query("INSERT INTO words (rowid, text) VALUES (?, ?)")
                    .run(said.id, Finder.indexed(stale.room, said.userName, said.text));
        }
        c.query("UPDATE rooms SET indexed = ? WHERE id = ?")
                .run(end == 0 ? stale.last : Schema.sequence(end), stale.room);
        return true;
    }

    @Override
    public void failed() {
        nextRound = clock.millis() + BETWEEN_ROUNDS.toMillis();
    }
}
