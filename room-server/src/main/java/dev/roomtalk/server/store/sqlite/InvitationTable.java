package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.room.Invitation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Invitations to rooms. What changes them is confined to the writer. */
final class InvitationTable {
    private static final String SELECT =
            "SELECT room, token_sha256, by_name, since, until, uses, used FROM invitations";

    private static final String IN_ORDER = " ORDER BY since, token_sha256";

    private InvitationTable() {}

    /** Does nothing if the room does not exist any longer. */
    static void put(DatabaseConnection c, long room, Invitation invitation) throws SQLException {
        remove(c, room, invitation.hash());
        c.query("INSERT INTO invitations (room, token_sha256, by_name, since, until, uses, used)"
                        + " SELECT id, ?, ?, ?, ?, ?, ? FROM rooms WHERE id = ?")
                .run(
                        invitation.hash(),
                        invitation.by(),
                        invitation.since(),
                        invitation.until(),
                        invitation.uses(),
                        invitation.used(),
                        room);
    }

    static void remove(DatabaseConnection c, long room, String hash) throws SQLException {
        c.query("DELETE FROM invitations WHERE room = ? AND token_sha256 = ?").run(room, hash);
    }

    /** Of the rooms with these ids and those between, by room, in the order in which they were made. */
    static Map<Long, List<Invitation>> byRoom(DatabaseConnection c, long first, long last) throws SQLException {
        Map<Long, List<Invitation>> all = new HashMap<>();
        c.query(SELECT + " WHERE room BETWEEN ? AND ?" + IN_ORDER)
                .visit(
                        row -> all.computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                                .add(invitation(row)),
                        first,
                        last);
        return all;
    }

    /** Those to one room, in the order in which they were made. */
    static List<Invitation> ofRoom(DatabaseConnection c, long room) throws SQLException {
        return c.query(SELECT + " WHERE room = ?" + IN_ORDER).all(InvitationTable::invitation, room);
    }

    private static Invitation invitation(ResultSet row) throws SQLException {
        return new Invitation(
                row.getString(2), row.getString(3), row.getLong(4), row.getLong(5), row.getInt(6), row.getInt(7));
    }

    /** Removes some that ended before {@code millis}; true: there may be more. */
    static boolean sweep(DatabaseConnection c, long millis, int most) throws SQLException {
        return c.query("DELETE FROM invitations WHERE (room, token_sha256) IN"
                                + " (SELECT room, token_sha256 FROM invitations WHERE until < ? LIMIT ?)")
                        .run(millis, most)
                > 0;
    }
}
