package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.wire.Name;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rooms, and the epochs that their messages are numbered in. Confined to the writer. */
final class RoomTable {
    /** When it was made, when somebody spoke, or when a member last connected, whichever came last. */
    private static final String LAST_USED = "max(created,"
            + " coalesce((SELECT m.time FROM messages m WHERE m.id = (r.id << 36) + r.last), 0),"
            + " coalesce((SELECT max(m.since, u.last_used) FROM members m JOIN users u ON u.id = m.user"
            + " WHERE m.room = r.id ORDER BY u.last_used DESC LIMIT 1), 0))";

    private RoomTable() {}

    /** A room, its id, and the lowest sequence that its log keeps. */
    record Row(long id, RoomRecord record, long oldest) {}

    /** An epoch that is above all that there were. */
    static long nextEpoch(DatabaseConnection c, long now) throws SQLException {
        return Objects.requireNonNull(
                c.query("UPDATE meta SET value = max(value + 1, ?) WHERE name = 'epoch' RETURNING value")
                        .first(row -> row.getLong(1), now));
    }

    static List<Row> all(DatabaseConnection c, long epoch) throws SQLException {
        return c.query("SELECT id, oldest, name, key, topic, password_hash, ephemeral, close_with_host, last, history,"
                        + " history_lines, keep_seconds, keep_messages, keep_bytes, slow_seconds, " + LAST_USED
                        + ", private, edit_seconds FROM rooms r")
                .all(row -> new Row(row.getLong(1), record(row, epoch), row.getLong(2)));
    }

    /** Without its members and its bans. */
    private static RoomRecord record(ResultSet row, long epoch) throws SQLException {
        return new RoomRecord(
                new RoomId(row.getLong(1)),
                new Name(row.getString(3), row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getBoolean(7),
                row.getBoolean(8),
                row.getBoolean(17),
                row.getBoolean(10),
                new RoomSettings(
                        row.getInt(11),
                        row.getLong(12),
                        row.getLong(13),
                        row.getLong(14),
                        row.getInt(15),
                        row.getInt(18)),
                List.of(),
                List.of(),
                List.of(),
                row.getLong(16),
                epoch,
                row.getLong(9),
                0);
    }

    /** The id of the room of a name; null: there is none. */
    static @Nullable RoomId named(DatabaseConnection c, Name name) throws SQLException {
        return c.query("SELECT id FROM rooms WHERE key = ?").first(row -> new RoomId(row.getLong(1)), name.key());
    }

    /** The ids of the first rooms by name that are not private, at most so many. */
    static List<RoomId> visible(DatabaseConnection c, int most) throws SQLException {
        return c.query("SELECT id FROM rooms WHERE private = 0 ORDER BY key LIMIT ?")
                .all(row -> new RoomId(row.getLong(1)), most);
    }

    /** Null: one of that name exists. */
    static @Nullable Row create(DatabaseConnection c, RoomRecord wanted, long now) throws SQLException {
        Name name = wanted.name();
        if (c.query("SELECT count(*) FROM rooms WHERE key = ?").number(name.key()) > 0) {
            return null;
        }
        c.query("INSERT INTO rooms (key, name, topic, password_hash, ephemeral, close_with_host, private, history,"
                        + " created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .run(
                        name.key(),
                        name.display(),
                        wanted.topic(),
                        wanted.passwordHash(),
                        wanted.ephemeral(),
                        wanted.closeWithHost(),
                        wanted.hidden(),
                        wanted.history(),
                        now);
        long id = c.query("SELECT id FROM rooms WHERE key = ?").number(name.key());
        setSettings(c, id, wanted.settings());
        for (MemberRecord member : wanted.members()) {
            MemberTable.put(c, id, member);
        }
        return new Row(id, wanted.withId(new RoomId(id)).withLastUsed(now).at(nextEpoch(c, now), 0), 1);
    }

    static boolean setSettings(DatabaseConnection c, long id, RoomSettings settings) throws SQLException {
        return c.query("UPDATE rooms SET history_lines = ?, keep_seconds = ?, keep_messages = ?, keep_bytes = ?,"
                                + " slow_seconds = ?, edit_seconds = ?"
                                + " WHERE id = ?")
                        .run(
                                settings.historyLines(),
                                settings.keepSeconds(),
                                settings.keepMessages(),
                                settings.keepBytes(),
                                settings.slowSeconds(),
                                settings.editSeconds(),
                                id)
                > 0;
    }

    static boolean setTopic(DatabaseConnection c, long id, String topic) throws SQLException {
        return c.query("UPDATE rooms SET topic = ? WHERE id = ?").run(topic, id) > 0;
    }

    /** Its name is free from now on; what was said in it is removed later, in small steps. */
    static boolean close(DatabaseConnection c, long id) throws SQLException {
        c.query("INSERT INTO closed_rooms (room, indexed) SELECT id, indexed FROM rooms WHERE id = ?")
                .run(id);
        return c.query("DELETE FROM rooms WHERE id = ?").run(id) > 0;
    }
}
