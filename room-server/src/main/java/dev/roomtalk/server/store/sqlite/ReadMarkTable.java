package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.RoomId;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far users have read in rooms. What changes it is confined to the writer. */
final class ReadMarkTable {
    private ReadMarkTable() {}

    /** A lower one than before changes nothing; nor does one of a room or a user that there is not. */
    static void put(DatabaseConnection c, long room, long userId, long sequence) throws SQLException {
        c.query("INSERT INTO read_marks (room, user, sequence) SELECT r.id, u.id, ? FROM rooms r, users u"
                        + " WHERE r.id = ? AND u.id = ? ON CONFLICT (room, user)"
                        + " DO UPDATE SET sequence = max(sequence, excluded.sequence)")
                .run(sequence, room, userId);
    }

    static long get(DatabaseConnection c, RoomId room, long userId) throws SQLException {
        Long sequence = c.query("SELECT sequence FROM read_marks WHERE room = ? AND user = ?")
                .first(row -> row.getLong(1), room.value(), userId);
        return sequence == null ? 0 : sequence;
    }

    /** All of one room, by user. */
    static Map<Long, Long> ofRoom(DatabaseConnection c, long room) throws SQLException {
        Map<Long, Long> marks = new LinkedHashMap<>();
        c.query("SELECT user, sequence FROM read_marks WHERE room = ?")
                .visit(
                        row -> {
                            marks.put(row.getLong(1), row.getLong(2));
                            return true;
                        },
                        room);
        return marks;
    }
}
