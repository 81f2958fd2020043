package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogRange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads stretches of a room's log, on any connection. */
final class LogReading {
    private LogReading() {}

    /** Some messages; what lies above {@code coversFrom}, up to {@code coversTo}, and is not among them, is gone. */
    record Stretch(List<LogEntry> entries, long coversFrom, long coversTo) {}

    /** {@code committed}: the last sequence to look at. */
    static Stretch read(DatabaseConnection connection, long room, long committed, LogRange range) throws SQLException {
        long end = Math.min(range.upTo(), committed);
        if (range.untilMillis() != 0) {
            end = Math.min(end, firstSince(connection, room, committed, range.untilMillis()) - 1);
        }
        long begin = Math.max(range.after(), 0);
        if (range.sinceMillis() != 0) {
            begin = Math.max(begin, firstSince(connection, room, committed, range.sinceMillis()) - 1);
        }
        if (begin >= end) {
            return new Stretch(List.of(), begin, begin);
        }
        return range.last() == 0
                ? up(connection, room, begin, end, range.maxBytes())
                : down(connection, room, begin, end, range);
    }

    private static Stretch up(DatabaseConnection connection, long room, long after, long end, int maxBytes)
            throws SQLException {
        List<LogEntry> entries = new ArrayList<>();
        boolean full = collect(
                connection, Log.SELECT + " ORDER BY id", room, after, end, Integer.MAX_VALUE, maxBytes, entries);
        return new Stretch(entries, after, full ? entries.getLast().sequence() : end);
    }

    private static Stretch down(DatabaseConnection connection, long room, long after, long end, LogRange range)
            throws SQLException {
        List<LogEntry> entries = new ArrayList<>();
        boolean full = collect(
                connection,
                Log.SELECT + " ORDER BY id DESC",
                room,
                after,
                end,
                range.last(),
                range.maxBytes(),
                entries);
        return new Stretch(entries.reversed(), full ? entries.getLast().sequence() - 1 : after, end);
    }

    /** True: there are more, for which there was no place. */
    private static boolean collect(
            DatabaseConnection connection,
            String query,
            long room,
            long after,
            long end,
            int most,
            int maxBytes,
            List<LogEntry> entries)
            throws SQLException {
        int[] left = {maxBytes};
        boolean[] full = {false};
        connection
                .query(query)
                .visit(
                        row -> {
                            LogEntry entry = Log.entry(row);
                            left[0] -= entry.weight();
                            full[0] = entries.size() == most || (left[0] < 0 && !entries.isEmpty());
                            return !full[0] && entries.add(entry);
                        },
                        Schema.messageId(room, after),
                        Schema.messageId(room, end));
        return full[0];
    }

    /** One message's place in the log. */
    private record Place(long sequence, long timeMillis) {}

    /** The first sequence of that time or later, by bisection; one more than {@code committed}: there is none. */
    private static long firstSince(DatabaseConnection connection, long room, long committed, long millis)
            throws SQLException {
        long older = 0;
        long end = committed + 1;
        long first = end;
        while (end - older > 1) {
            long middle = (older + end) >>> 1;
            Place place = connection
                    .query("SELECT id, time FROM messages WHERE id >= ? AND id < ? ORDER BY id LIMIT 1")
                    .first(
                            row -> new Place(Schema.sequence(row.getLong(1)), row.getLong(2)),
                            Schema.messageId(room, middle),
                            Schema.messageId(room, end));
            if (place != null && place.timeMillis < millis) {
                older = place.sequence;
            } else {
                first = place == null ? first : place.sequence;
                end = middle;
            }
        }
        return first;
    }
}
