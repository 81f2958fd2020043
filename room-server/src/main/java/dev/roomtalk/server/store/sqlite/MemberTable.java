package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Who is a member of which room. A room says at any time, from any thread, how it is now; the writer writes down the
 * latest that was said, as often as it takes. So a change that could not be written never comes after one that was made
 * later. Guarded by itself.
 */
final class MemberTable {
    private final Map<Key, Change> unwritten = new LinkedHashMap<>();

    /** One transaction after the other: a change is in one of them at a time. */
    private boolean underway;

    /** Done with the next transaction that begins. */
    private CompletableFuture<Void> awaited = new CompletableFuture<>();

    private boolean someoneWaits;

    /** Done with the transaction that has begun, however often it is tried. */
    private final List<CompletableFuture<Void>> taken = new ArrayList<>();

    private record Key(long room, long user) {}

    /** Null: it is a member no longer. Told apart by identity: what was said again meanwhile is not written yet. */
    private static final class Change {
        final @Nullable MemberRecord member;

        Change(@Nullable MemberRecord member) {
            this.member = member;
        }
    }

    /** A member of the room with this id. */
    record Row(long room, MemberRecord member) {}

    /** Done when it is committed. */
    CompletionStage<Void> change(long room, List<MemberRecord> now, List<Long> gone, Writer writer) {
        CompletionStage<Void> committed;
        boolean idle;
        synchronized (this) {
            gone.forEach(user -> unwritten.put(new Key(room, user), new Change(null)));
            now.forEach(member -> unwritten.put(new Key(room, member.userId()), new Change(member)));
            committed = awaited;
            someoneWaits = true;
            idle = !underway;
            underway = true;
        }
        if (idle) {
            write(writer);
        }
        return committed;
    }

    private void write(Writer writer) {
        writer.<Written>change(Writer.Promise.SOME_TIME, this::write).whenComplete((written, failure) -> {
            if (end(written, failure)) {
                write(writer);
            }
        });
    }

    /** Writes what the database does not know yet. By the writer, in a transaction. */
    private Written write(DatabaseConnection c) throws SQLException {
        Written written = take();
        for (Map.Entry<Key, Change> change : written.changes.entrySet()) {
            Key key = change.getKey();
            MemberRecord member = change.getValue().member;
            if (member == null) {
                c.query("DELETE FROM members WHERE room = ? AND user = ?").run(key.room, key.user);
            } else {
                put(c, key.room, member);
            }
        }
        return written;
    }

    private synchronized Written take() {
        if (someoneWaits) {
            taken.add(awaited);
            awaited = new CompletableFuture<>();
            someoneWaits = false;
        }
        return new Written(unwritten());
    }

    /** A transaction has ended; true: there is more to write. */
    private boolean end(@Nullable Written written, @Nullable Throwable failure) {
        List<CompletableFuture<Void>> told;
        boolean more;
        synchronized (this) {
            if (written != null) {
                written.changes.forEach(unwritten::remove);
            }
            told = List.copyOf(taken);
            taken.clear();
            // A failure is the end of the engine: what is tried again has not failed.
            more = failure == null && !unwritten.isEmpty();
            underway = more;
        }
        told.forEach(one -> {
            if (failure == null) {
                one.complete(null);
            } else {
                one.completeExceptionally(failure);
            }
        });
        return more;
    }

    private synchronized Map<Key, Change> unwritten() {
        return new LinkedHashMap<>(unwritten);
    }

    /** What a transaction has written. */
    private record Written(Map<Key, Change> changes) {}

    /** Does nothing if the user or the room does not exist any longer. */
    static void put(DatabaseConnection c, long room, MemberRecord member) throws SQLException {
        c.query(
                        "INSERT INTO members (room, user, role, since, announced) SELECT r.id, u.id, ?, ?, ? FROM rooms r, users u"
                                + " WHERE r.id = ? AND u.id = ? ON CONFLICT (room, user)"
                                + " DO UPDATE SET role = excluded.role, since = excluded.since, announced = excluded.announced")
                .run(
                        member.role().name().toLowerCase(Locale.ROOT),
                        member.since(),
                        member.announced(),
                        room,
                        member.userId());
    }

    private static final String SELECT = "SELECT m.room, m.user, u.name, m.role, m.since, m.announced FROM members m"
            + " JOIN users u ON u.id = m.user";

    private static final String IN_ORDER = " ORDER BY m.since, m.user";

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong(1),
                new MemberRecord(
                        row.getLong(2),
                        row.getString(3),
                        Role.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                        row.getLong(5),
                        row.getBoolean(6)));
    }

    /** The members of one room, in the order in which they joined, with what is not written yet. */
    static List<MemberRecord> ofRoom(DatabaseConnection c, long room, Map<Long, Optional<MemberRecord>> unwritten)
            throws SQLException {
        Map<Long, MemberRecord> members = new LinkedHashMap<>();
        c.query(SELECT + " WHERE m.room = ?" + IN_ORDER)
                .all(MemberTable::row, room)
                .forEach(row -> members.put(row.member.userId(), row.member));
        for (Map.Entry<Long, Optional<MemberRecord>> change : unwritten.entrySet()) {
            MemberRecord member = change.getValue().orElse(null);
            if (member == null || !UserTable.exists(c, change.getKey())) {
                members.remove(change.getKey());
            } else {
                members.put(change.getKey(), member);
            }
        }
        return List.copyOf(members.values());
    }

    /** What the database does not know of one room, by user; empty: the user is no member. */
    synchronized Map<Long, Optional<MemberRecord>> unwrittenOf(long room) {
        Map<Long, Optional<MemberRecord>> changes = new LinkedHashMap<>();
        unwritten.forEach((key, change) -> {
            if (key.room == room) {
                changes.put(key.user, Optional.ofNullable(change.member));
            }
        });
        return changes;
    }

    /** Of the rooms with these ids and those between, by room, in the order in which they joined. */
    CompletionStage<Map<Long, List<MemberRecord>>> byRoom(long first, long last, Reader reader) {
        Map<Key, Change> later = unwritten();
        later.keySet().removeIf(key -> key.room < first || key.room > last);
        return reader.ask(c -> c.query(SELECT + " WHERE m.room BETWEEN ? AND ?" + IN_ORDER)
                        .all(MemberTable::row, first, last))
                .thenApply(rows -> {
                    Map<Long, Map<Long, MemberRecord>> rooms = new HashMap<>();
                    rows.forEach(row -> rooms.computeIfAbsent(row.room, id -> new LinkedHashMap<>())
                            .put(row.member.userId(), row.member));
                    later.forEach((key, change) -> {
                        Map<Long, MemberRecord> members = rooms.computeIfAbsent(key.room, id -> new LinkedHashMap<>());
                        if (change.member == null) {
                            members.remove(key.user);
                        } else {
                            members.put(key.user, change.member);
                        }
                    });
                    Map<Long, List<MemberRecord>> lists = new HashMap<>();
                    rooms.forEach((room, members) -> lists.put(room, List.copyOf(members.values())));
                    return lists;
                });
    }

    /** How many members are written of the rooms with these ids and those between, by room; no members, no entry. */
    static Map<Long, Integer> counts(DatabaseConnection c, long first, long last) throws SQLException {
        Map<Long, Integer> counts = new HashMap<>();
        c.query("SELECT room, count(*) FROM members WHERE room BETWEEN ? AND ? GROUP BY room")
                .visit(
                        row -> {
                            counts.put(row.getLong(1), row.getInt(2));
                            return true;
                        },
                        first,
                        last);
        return counts;
    }

    /** How many members are written of a room. */
    static int count(DatabaseConnection c, long room) throws SQLException {
        return (int) c.query("SELECT count(*) FROM members WHERE room = ?").number(room);
    }

    /** Ends the membership that a user had when a ban was made. */
    static void end(DatabaseConnection c, long room, Ban ban) throws SQLException {
        c.query("DELETE FROM members WHERE room = ? AND user = ? AND since <= ?")
                .run(room, ban.userId(), ban.since());
    }

    /** The ids of the rooms that a user is a member of. */
    CompletionStage<Set<Long>> roomsOf(long user, Reader reader) {
        Map<Key, Change> later = unwritten();
        return reader.ask(
                        c -> c.query("SELECT room FROM members WHERE user = ?").all(row -> row.getLong(1), user))
                .thenApply(rows -> {
                    Set<Long> rooms = new LinkedHashSet<>(rows);
                    later.forEach((key, change) -> {
                        if (key.user == user && change.member == null) {
                            rooms.remove(key.room);
                        } else if (key.user == user) {
                            rooms.add(key.room);
                        }
                    });
                    return rooms;
                });
    }
}
