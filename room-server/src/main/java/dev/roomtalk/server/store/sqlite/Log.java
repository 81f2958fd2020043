package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.room.Purpose;
import dev.roomtalk.server.room.Revision;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.wire.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages, and with them what their rooms and speakers have come to: that once for each transaction, however
 * many messages are in it. Confined to the writer; what is static reads, on any connection.
 */
final class Log {
    /** Further back it is not looked for under which number a message was stored. */
    private static final long SEARCHED_FOR_DUPLICATES = 16_384;

    static final String COLUMNS = "id, epoch, time, user, user_name, instance, n, label, text, kind, target_epoch,"
            + " target, changed_by, removed_by";

    /** Messages with ids above one and up to another. */
    static final String SELECT = "SELECT " + COLUMNS + " FROM messages WHERE id > ? AND id <= ?";

    private final DatabaseConnection connection;
    private final InstantSource clock;
    private final Map<Sequencer, Written> rooms = new LinkedHashMap<>();

    /** Rooms whose present epoch is in the database. */
    private final Set<Sequencer> begun = new HashSet<>();

    /** What this transaction has for a room. */
    private static final class Written {
        final List<Append> appends = new ArrayList<>();
        final Map<Speaker, LogEntry> highest = new LinkedHashMap<>();
        long bytes;
    }

    Log(DatabaseConnection connection, InstantSource clock) {
        this.connection = connection;
        this.clock = clock;
    }

    void insert(Append append) throws SQLException {
        long room = append.sequencer().room();
        insert(connection, room, append.entry());
        if (append.entry().purpose().kind().changesTarget()) {
            RevisedMessages.carryOut(connection, room, append.entry());
        }
    }

    /** The message alone: what its room and its speaker have come to is written by the caller. */
    static void insert(DatabaseConnection connection, long room, LogEntry entry) throws SQLException {
        MessageLog.AppendRequest message = entry.message();
        connection
                .query("INSERT INTO messages (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .run(
                        Schema.messageId(room, entry.sequence()),
                        entry.epoch(),
                        message.timeMillis(),
                        message.userId(),
                        message.userName(),
                        message.instance(),
                        message.n(),
                        message.label(),
                        message.text(),
                        message.purpose().kind().number(),
                        message.purpose().epoch(),
                        message.purpose().sequence(),
                        entry.revision().by(),
                        entry.revision().removedBy());
    }

    /** Notes a message for {@link #finish}; also when the transaction has failed already. */
    void add(Append append) {
        Written written = rooms.computeIfAbsent(append.sequencer(), room -> new Written());
        LogEntry entry = append.entry();
        written.appends.add(append);
        written.bytes += entry.weight();
        written.highest.put(
                new Speaker(entry.message().userId(), entry.message().instance()), entry);
    }

    /** The end of the transaction. */
    void finish() throws SQLException {
        long today = TimeUnit.MILLISECONDS.toDays(clock.millis());
        for (Map.Entry<Sequencer, Written> touched : rooms.entrySet()) {
            Sequencer room = touched.getKey();
            Written written = touched.getValue();
            if (!begun.contains(room)) {
                connection
                        .query("INSERT OR IGNORE INTO epochs (room, epoch, after) VALUES (?, ?, ?)")
                        .run(room.room(), room.epoch(), room.committed());
            }
            for (Map.Entry<Speaker, LogEntry> said : written.highest.entrySet()) {
                keepHighest(room, said.getKey(), said.getValue(), today);
            }
            connection
                    .query(
                            "UPDATE rooms SET oldest = iif(messages = 0, ?, oldest), last = ?, messages = messages + ?, bytes = bytes + ? WHERE id = ?")
                    .run(
                            written.appends.getFirst().entry().sequence(),
                            written.appends.getLast().entry().sequence(),
                            written.appends.size(),
                            written.bytes,
                            room.room());
        }
    }

    private void keepHighest(Sequencer room, Speaker speaker, LogEntry said, long today) throws SQLException {
        long n = said.message().n();
        // Whoever spoke today already costs no change of the index of days.
        int changed = connection
                .query("UPDATE instances SET n = ?, epoch = ?, sequence = ?"
                        + " WHERE room = ? AND user = ? AND instance = ? AND last_day = ?")
                .run(n, said.epoch(), said.sequence(), room.room(), speaker.userId(), speaker.instance(), today);
        if (changed == 0) {
            connection
                    .query("INSERT OR REPLACE INTO instances (room, user, instance, n, epoch, sequence, last_day)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)")
                    .run(room.room(), speaker.userId(), speaker.instance(), n, said.epoch(), said.sequence(), today);
        }
    }

    /** The transaction has ended: the rooms are told. Returns how many messages it had. */
    int tell(boolean stored) {
        int messages = 0;
        for (Map.Entry<Sequencer, Written> touched : rooms.entrySet()) {
            if (stored) {
                begun.add(touched.getKey());
            }
            messages += touched.getValue().appends.size();
            touched.getKey().written(touched.getValue().appends, stored);
        }
        rooms.clear();
        return messages;
    }

    void forget(Sequencer room) {
        begun.remove(room);
    }

    /** Null: it has said nothing that is known of. */
    static Sequencer.@Nullable Known known(DatabaseConnection connection, long room, Speaker speaker)
            throws SQLException {
        return connection
                .query("SELECT n, epoch, sequence FROM instances WHERE room = ? AND user = ? AND instance = ?")
                .first(
                        row -> new Sequencer.Known(row.getLong(1), row.getLong(2), row.getLong(3)),
                        room,
                        speaker.userId(),
                        speaker.instance());
    }

    /** The number under which a message was stored; null: it is not known. */
    static @Nullable LogEntry find(
            DatabaseConnection connection, long room, long last, MessageLog.AppendRequest message) throws SQLException {
        return connection
                .query("SELECT " + COLUMNS + " FROM messages WHERE id > ? AND id <= ? AND user = ? AND instance = ?"
                        + " AND n = ? ORDER BY id DESC LIMIT 1")
                .first(
                        Log::entry,
                        Schema.messageId(room, Math.max(0, last - SEARCHED_FOR_DUPLICATES)),
                        Schema.messageId(room, last),
                        message.userId(),
                        message.instance(),
                        message.n());
    }

    /** The last sequence committed in this epoch or before it; null: no later epoch has begun. */
    static @Nullable Long epochEnd(DatabaseConnection connection, long room, long epoch) throws SQLException {
        return connection
                .query("SELECT after FROM epochs WHERE room = ? AND epoch > ? ORDER BY epoch LIMIT 1")
                .first(row -> row.getLong(1), room, epoch);
    }

    /** The oldest messages of a room, at most so many. */
    static List<LogEntry> oldest(DatabaseConnection connection, long room, int most) throws SQLException {
        return connection
                .query(SELECT + " ORDER BY id LIMIT ?")
                .all(Log::entry, Schema.messageId(room, 0), Schema.messageId(room, Schema.LAST_SEQUENCE), most);
    }

    /** Removes what a room has up to here, and from the index of words what is there of it. */
    static void delete(DatabaseConnection connection, long room, long upTo, long indexed) throws SQLException {
        long first = Schema.messageId(room, 0);
        long last = Schema.messageId(room, upTo);
        connection
                .query("DELETE FROM words WHERE rowid > ? AND rowid <= ?")
                .run(first, Schema.messageId(room, Math.min(upTo, indexed)));
        connection.query("DELETE FROM messages WHERE id > ? AND id <= ?").run(first, last);
    }

    /** The first sequence above this one that a room has; where it has none, one more than this. */
    static long first(DatabaseConnection connection, long room, long after) throws SQLException {
        Long first = connection
                .query("SELECT id FROM messages WHERE id > ? AND id <= ? ORDER BY id LIMIT 1")
                .first(
                        row -> row.getLong(1),
                        Schema.messageId(room, after),
                        Schema.messageId(room, Schema.LAST_SEQUENCE));
        return first == null ? after + 1 : Schema.sequence(first);
    }

    static LogEntry entry(ResultSet row) throws SQLException {
        return new LogEntry(
                row.getLong(2),
                Schema.sequence(row.getLong(1)),
                new MessageLog.AppendRequest(
                        row.getLong(4),
                        row.getString(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getString(9),
                        row.getString(8),
                        row.getLong(3),
                        purpose(row)),
                revision(row));
    }

    private static Purpose purpose(ResultSet row) throws SQLException {
        int number = row.getInt(10);
        // A version that knows more kinds has perhaps written others.
        Kind kind = number == 0 ? Kind.TEXT : Kind.of(number);
        return kind == null ? Purpose.TEXT : Purpose.of(kind, row.getLong(11), row.getLong(12));
    }

    private static Revision revision(ResultSet row) throws SQLException {
        long by = row.getLong(13);
        return by == 0 ? Revision.NONE : new Revision(by, row.getString(14));
    }
}
