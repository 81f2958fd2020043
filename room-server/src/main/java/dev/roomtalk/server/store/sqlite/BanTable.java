package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.store.AddressBan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is kept out of which room, or from speaking in it. What cannot be written at once is told so, and written when it
 * can be: of what was said of one ban the latest alone, so that one that was lifted does not come after its end. Any
 * thread.
 */
final class BanTable {
    private static final String SELECT =
            "SELECT room, kind, user, name, by_name, reason, since, until, range FROM bans";

    private static final String IN_ORDER = " ORDER BY since, user";

    /** What the database does not know. */
    private final Map<Key, Change> unwritten = new ConcurrentHashMap<>();

    private record Key(long room, Ban.Key ban) {
        String kind() {
            return ban.kind().name().toLowerCase(Locale.ROOT);
        }
    }

    /** Null: there is no such ban. Told apart by identity. */
    private static final class Change {
        final @Nullable Ban ban;

        Change(@Nullable Ban ban) {
            this.ban = ban;
        }
    }

    /** Done when it is committed; fails where it cannot be now. {@code ban} null: there is none. */
    CompletionStage<Void> change(long room, Ban.Key which, @Nullable Ban ban, Writer writer) {
        Key key = new Key(room, which);
        unwritten.put(key, new Change(ban));
        return write(Writer.Promise.ONCE, key, writer).whenComplete((done, failure) -> {
            if (failure != null) {
                var _ = write(Writer.Promise.SOME_TIME, key, writer);
            }
        });
    }

    private CompletionStage<Void> write(Writer.Promise promise, Key key, Writer writer) {
        return writer.<@Nullable Change>change(promise, c -> {
                    Change latest = unwritten.get(key);
                    // Null: a later change has been written, and with it this one.
                    if (latest != null) {
                        write(c, key, latest.ban);
                    }
                    return latest;
                })
                .thenAccept(written -> {
                    if (written != null) {
                        unwritten.remove(key, written);
                    }
                });
    }

    /** Does nothing if the user or the room does not exist any longer. */
    private static void write(DatabaseConnection c, Key key, @Nullable Ban ban) throws SQLException {
        c.query("DELETE FROM bans WHERE room = ? AND user = ? AND kind = ?")
                .run(key.room, key.ban.userId(), key.kind());
        if (ban != null) {
            put(c, key.room, ban);
            if (ban.kind() == Ban.Kind.ENTER) {
                MemberTable.end(c, key.room, ban);
            }
        }
    }

    /** There is none of its key; does nothing if the user or the room does not exist. */
    static void put(DatabaseConnection c, long room, Ban ban) throws SQLException {
        c.query("INSERT INTO bans (room, user, range, kind, name, by_name, reason, since, until)"
                        + " SELECT r.id, u.id, ?, ?, ?, ?, ?, ?, ? FROM rooms r, users u WHERE r.id = ? AND u.id = ?")
                .run(
                        String.join(" ", ban.addresses()),
                        ban.kind().name().toLowerCase(Locale.ROOT),
                        ban.name(),
                        ban.by(),
                        ban.reason(),
                        ban.since(),
                        ban.until(),
                        room,
                        ban.userId());
    }

    /** Of the rooms with these ids and those between, by room, in the order in which they were made. */
    static Map<Long, List<Ban>> byRoom(DatabaseConnection c, long first, long last) throws SQLException {
        Map<Long, List<Ban>> all = new HashMap<>();
        c.query(SELECT + " WHERE room BETWEEN ? AND ? AND user <> 0" + IN_ORDER)
                .visit(
                        row -> all.computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                                .add(ban(row)),
                        first,
                        last);
        return all;
    }

    private static Ban ban(ResultSet row) throws SQLException {
        return new Ban(
                Ban.Kind.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                row.getLong(8),
                row.getString(9).isEmpty()
                        ? List.of()
                        : List.of(row.getString(9).split(" ", -1)));
    }

    /** Those of one room, in the order in which they were made, with what is not written yet. */
    static List<Ban> ofRoom(DatabaseConnection c, long room, Map<Ban.Key, Optional<Ban>> unwritten)
            throws SQLException {
        Map<Ban.Key, Ban> bans = new LinkedHashMap<>();
        c.query(SELECT + " WHERE room = ? AND user <> 0" + IN_ORDER)
                .all(BanTable::ban, room)
                .forEach(ban -> bans.put(ban.key(), ban));
        for (Map.Entry<Ban.Key, Optional<Ban>> change : unwritten.entrySet()) {
            bans.remove(change.getKey());
            Ban ban = change.getValue().orElse(null);
            if (ban != null && UserTable.exists(c, ban.userId())) {
                bans.put(ban.key(), ban);
            }
        }
        return List.copyOf(bans.values());
    }

    /** What the database does not know of one room; empty: there is no such ban. */
    Map<Ban.Key, Optional<Ban>> unwrittenOf(long room) {
        Map<Ban.Key, Optional<Ban>> changes = new HashMap<>();
        unwritten.forEach((key, change) -> {
            if (key.room == room) {
                changes.put(key.ban, Optional.ofNullable(change.ban));
            }
        });
        return changes;
    }

    /** Nobody from these addresses connects. */
    static void put(DatabaseConnection c, AddressBan ban) throws SQLException {
        remove(c, ban.range());
        c.query("INSERT INTO bans (room, user, range, kind, name, by_name, reason, since, until)"
                        + " VALUES (0, 0, ?, 'enter', '', ?, ?, ?, ?)")
                .run(ban.range().toString(), ban.by(), ban.reason(), ban.since(), ban.until());
    }

    static void remove(DatabaseConnection c, AddressRange range) throws SQLException {
        c.query("DELETE FROM bans WHERE room = 0 AND user = 0 AND range = ?").run(range.toString());
    }

    /** Of the whole server, in the order in which they were made. */
    static List<AddressBan> ofAddresses(DatabaseConnection c) throws SQLException {
        List<AddressBan> all = new ArrayList<>();
        c.query(
                        "SELECT range, by_name, reason, since, until FROM bans WHERE room = 0 AND user = 0 ORDER BY since, range")
                .visit(row -> {
                    AddressRange range = AddressRange.parse(row.getString(1));
                    // Somebody with a shell may have written anything.
                    if (range != null) {
                        all.add(new AddressBan(
                                range, row.getString(2), row.getString(3), row.getLong(4), row.getLong(5)));
                    }
                    return true;
                });
        return all;
    }

    /** Removes some that ended before {@code millis}; true: there may be more. */
    static boolean sweep(DatabaseConnection c, long millis, int most) throws SQLException {
        return c.query("DELETE FROM bans WHERE (room, user, range, kind) IN"
                                + " (SELECT room, user, range, kind FROM bans WHERE until > 0 AND until < ? LIMIT ?)")
                        .run(millis, most)
                > 0;
    }
}
