package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.SequenceRanges;
import java.sql.SQLException;
import java.util.List;

/**
 * Which sequences of a room an operator has removed, so that nobody takes them for lost. As ranges that do not touch
 * each other. What changes them is confined to the writer, what reads to the connection that it is given.
 */
final class RemovedTable {
    private RemovedTable() {}

    static void add(DatabaseConnection c, long room, long sequence) throws SQLException {
        Long above = c.query("SELECT last FROM removed WHERE room = ? AND first = ?")
                .first(row -> row.getLong(1), room, sequence + 1);
        long last = above == null ? sequence : above;
        c.query("DELETE FROM removed WHERE room = ? AND first = ?").run(room, sequence + 1);
        SequenceRanges.Range below = c.query(
                        "SELECT first, last FROM removed WHERE room = ? AND first < ? ORDER BY first DESC LIMIT 1")
                .first(row -> new SequenceRanges.Range(row.getLong(1), row.getLong(2)), room, sequence);
        long first = below != null && below.last() == sequence - 1 ? below.first() : sequence;
        c.query("INSERT OR REPLACE INTO removed (room, first, last) VALUES (?, ?, ?)")
                .run(room, first, last);
    }

    /** Those in ({@code after}, {@code upTo}], cut to that. */
    static List<SequenceRanges.Range> within(DatabaseConnection c, long room, long after, long upTo)
            throws SQLException {
        return c.query("SELECT max(first, ?3), min(last, ?2) FROM removed WHERE room = ?1 AND first <= ?2"
                        + " AND first >= coalesce((SELECT max(first) FROM removed WHERE room = ?1 AND first <= ?3), 0)"
                        + " AND last >= ?3 ORDER BY first")
                .all(row -> new SequenceRanges.Range(row.getLong(1), row.getLong(2)), room, upTo, after + 1);
    }

    /** Forgets those that end below a sequence: it is the oldest that is kept. */
    static void forgetBelow(DatabaseConnection c, long room, long sequence) throws SQLException {
        c.query("DELETE FROM removed WHERE room = ? AND first < ? AND last < ?").run(room, sequence, sequence);
    }
}
