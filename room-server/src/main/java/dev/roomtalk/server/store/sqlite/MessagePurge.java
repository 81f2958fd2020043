package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.Purge;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Removes messages of one room: a reader looks for some of them, the writer removes those, and so on. So no message
 * waits long for it, however much there is. The file is overwritten later, by the {@link Wiper}. Any thread.
 */
final class MessagePurge {
    /** Messages that are removed in one transaction. */
    private static final int REMOVED = 256;

    /** Messages that are looked at in one question. */
    private static final int LOOKED_AT = 16_384;

    private final Sequencer room;
    private final Purge which;
    private final Writer writer;
    private final Reader reader;
    private final Wiper wiper;

    /** Messages that were found, and up to where they were looked for. */
    private record Found(List<Long> sequences, long lookedTo) {}

    MessagePurge(Sequencer room, Purge which, Writer writer, Reader reader, Wiper wiper) {
        this.room = room;
        this.which = which;
        this.writer = writer;
        this.reader = reader;
        this.wiper = wiper;
    }

    CompletionStage<Accounts.Purged> run() {
        // What was numbered before is committed when this is.
        return writer.write(Writer.Promise.ONCE, c -> {}).thenCompose(_ -> from(0, room.committed(), 0));
    }

    private CompletionStage<Accounts.Purged> from(long after, long upTo, long removed) {
        if (after >= upTo) {
            if (removed > 0) {
                wiper.begin();
            }
            return CompletableFuture.completedFuture(new Accounts.Purged(removed, upTo));
        }
        return reader.ask(c -> find(c, after, upTo))
                .thenCompose(found -> found.sequences.isEmpty()
                        ? from(found.lookedTo, upTo, removed)
                        : writer.change(Writer.Promise.ONCE, c -> remove(c, found.sequences))
                                .thenCompose(gone -> from(found.lookedTo, upTo, removed + gone)));
    }

    private Found find(DatabaseConnection c, long after, long upTo) throws SQLException {
        List<Long> sequences = new ArrayList<>();
        long[] last = {after};
        int[] looked = {0};
        c.query("SELECT id, user, user_name, time FROM messages WHERE id > ? AND id <= ? ORDER BY id")
                .visit(
                        row -> {
                            last[0] = Schema.sequence(row.getLong(1));
                            if (which.takes(row.getLong(2), row.getString(3), row.getLong(4))) {
                                sequences.add(last[0]);
                            }
                            looked[0]++;
                            return sequences.size() < REMOVED && looked[0] < LOOKED_AT;
                        },
                        Schema.messageId(room.room(), after),
                        Schema.messageId(room.room(), upTo));
        boolean all = sequences.size() < REMOVED && looked[0] < LOOKED_AT;
        return new Found(sequences, all ? upTo : last[0]);
    }

    /** Returns how many of them were there. */
    private long remove(DatabaseConnection c, List<Long> sequences) throws SQLException {
        Wiper.prepare(c);
        long indexed = c.query("SELECT indexed FROM rooms WHERE id = ?").number(room.room());
        long removed = 0;
        long bytes = 0;
        for (long sequence : sequences) {
            long id = Schema.messageId(room.room(), sequence);
            LogEntry entry = c.query("SELECT " + Log.COLUMNS + " FROM messages WHERE id = ?")
                    .first(Log::entry, id);
            // It may have become too old meanwhile.
            if (entry != null) {
                if (sequence <= indexed) {
                    c.query("DELETE FROM words WHERE rowid = ?").run(id);
                }
                c.query("DELETE FROM messages WHERE id = ?").run(id);
                RemovedTable.add(c, room.room(), sequence);
                bytes += entry.weight();
                removed++;
            }
        }
        count(c, removed, bytes);
        return removed;
    }

    private void count(DatabaseConnection c, long removed, long bytes) throws SQLException {
        c.query("UPDATE rooms SET messages = messages - ?, bytes = bytes - ? WHERE id = ?")
                .run(removed, bytes, room.room());
        Long first = c.query("SELECT id FROM messages WHERE id > ? AND id <= ? ORDER BY id LIMIT 1")
                .first(
                        row -> row.getLong(1),
                        Schema.messageId(room.room(), 0),
                        Schema.messageId(room.room(), Schema.LAST_SEQUENCE));
        long oldest = first == null
                ? c.query("SELECT last FROM rooms WHERE id = ?").number(room.room()) + 1
                : Schema.sequence(first);
        c.query("UPDATE rooms SET oldest = ? WHERE id = ?").run(oldest, room.room());
        room.keepsFrom(oldest);
    }
}
