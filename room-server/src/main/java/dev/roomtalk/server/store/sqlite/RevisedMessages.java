package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.room.Revisable;
import dev.roomtalk.server.store.LogEntry;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Carries out in the log, and in the index of words, what a message does to another one. Confined to the writer, in the
 * transaction that has the message.
 */
final class RevisedMessages {
    private final DatabaseConnection connection;
    private final long room;

    private RevisedMessages(DatabaseConnection connection, long room) {
        this.connection = connection;
        this.room = room;
    }

    /** @param message is in the log already */
    static void carryOut(DatabaseConnection connection, long room, LogEntry message) throws SQLException {
        RevisedMessages messages = new RevisedMessages(connection, room);
        Revisable.carryOut(message, messages::find, messages::put);
    }

    private @Nullable LogEntry find(long sequence) throws SQLException {
        return connection
                .query("SELECT " + Log.COLUMNS + " FROM messages WHERE id = ?")
                .first(Log::entry, Schema.messageId(room, sequence));
    }

    private void put(LogEntry revised) throws SQLException {
        long sequence = revised.sequence();
        long id = Schema.messageId(room, sequence);
        LogEntry before = find(sequence);
        int grown = revised.weight() - (before == null ? 0 : before.weight());
        connection
                .query("UPDATE messages SET text = ?, changed_by = ?, removed_by = ? WHERE id = ?")
                .run(revised.text(), revised.revision().by(), revised.revision().removedBy(), id);
        connection.query("UPDATE rooms SET bytes = bytes + ? WHERE id = ?").run(grown, room);
        if (sequence
                <= connection.query("SELECT indexed FROM rooms WHERE id = ?").number(room)) {
            connection.query("DELETE FROM words WHERE rowid = ?").run(id);
            Indexer.index(connection, room, revised);
        }
    }
}
