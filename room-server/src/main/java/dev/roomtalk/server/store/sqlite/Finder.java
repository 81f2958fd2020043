package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.Search;
import dev.roomtalk.server.store.Selection;
import dev.roomtalk.server.store.WordQuery;
import dev.roomtalk.server.store.Words;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Looks for messages: in the index of words, and above what it has come to in the messages themselves. Confined to the
 * thread of its connection, but for {@link #giveUp}.
 */
final class Finder {
    /** In the index a message has its words and, as words that no text has, its room and its author. */
    private static final String ROOM = "\ue000";

    private static final String AUTHOR = "\ue001";

    private final DatabaseConnection connection;
    private final Search search;
    private final Object lock = new Object();
    private boolean givenUp;
    private boolean ended;

    /** A room's log as this search sees it. */
    private record Extent(long room, long first, long last, long indexed) {}

    Finder(DatabaseConnection connection, Search search) {
        this.connection = connection;
        this.search = search;
    }

    /** What the index has of a message. */
    static String indexed(long room, String userName, String text) {
        return ROOM + room + " " + author(Search.key(userName)) + " " + Words.spaced(text);
    }

    private static String author(String key) {
        return AUTHOR + HexFormat.of().formatHex(key.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the search where it is. Any thread. */
    void giveUp() {
        synchronized (lock) {
            if (!ended) {
                givenUp = true;
                connection.interrupt();
            }
        }
    }

    private boolean goesOn() {
        synchronized (lock) {
            return !givenUp;
        }
    }

    /** @param roomIds 0: there is no such room */
    Search.Answer find(ToLongFunction<Search.Place> roomIds) throws SQLException {
        connection.query("BEGIN").run();
        try {
            Selection selection = new Selection(search);
            for (Search.Place place : search.places()) {
                selection.begin(place);
                Extent extent = extent(roomIds.applyAsLong(place), place.below());
                if (extent != null && goesOn()) {
                    look(extent, selection);
                }
            }
            return goesOn()
                    ? selection.found((place, entry) -> hit(place, entry, roomIds.applyAsLong(place)))
                    : new Search.TooMuch();
        } catch (SQLException e) {
            if (goesOn()) {
                throw e;
            }
            connection.prepareAnew();
            return new Search.TooMuch();
        } finally {
            synchronized (lock) {
                ended = true;
            }
            connection.query("COMMIT").run();
        }
    }

    private @Nullable Extent extent(long room, long below) throws SQLException {
        Extent all = connection
                .query("SELECT oldest, last, indexed FROM rooms WHERE id = ?")
                .first(row -> new Extent(room, row.getLong(1), row.getLong(2), row.getLong(3)), room);
        if (all == null) {
            return null;
        }
        long first = search.from() == Long.MIN_VALUE ? all.first : saidFrom(all, search.from());
        long end = search.before() == Long.MAX_VALUE ? all.last : saidFrom(all, search.before()) - 1;
        return new Extent(room, first, Math.min(end, below - 1), all.indexed);
    }

    /** The first sequence said at this time or later; one more than the last, where there is none. */
    private long saidFrom(Extent log, long time) throws SQLException {
        long low = log.first;
        long high = log.last + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            Long said = connection
                    .query("SELECT time FROM messages WHERE id >= ? AND id <= ? ORDER BY id LIMIT 1")
                    .first(
                            row -> row.getLong(1),
                            Schema.messageId(log.room, middle),
                            Schema.messageId(log.room, log.last));
            if (said != null && said < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void look(Extent log, Selection selection) throws SQLException {
        boolean all = search.words().terms().isEmpty() && search.author() == null;
        long scannedFrom = all ? log.first : Math.max(log.first, log.indexed + 1);
        boolean[] more = {true};
        connection
                .query("SELECT " + Log.COLUMNS + " FROM messages WHERE id >= ? AND id <= ? ORDER BY id DESC")
                .visit(
                        row -> more[0] = goesOn() && selection.offer(Log.entry(row)),
                        Schema.messageId(log.room, scannedFrom),
                        Schema.messageId(log.room, log.last));
        if (!all && more[0]) {
            connection
                    .query("SELECT m." + Log.COLUMNS.replace(", ", ", m.") + " FROM words w JOIN messages m"
                            + " ON m.id = w.rowid WHERE words MATCH ? AND w.rowid >= ? AND w.rowid <= ?"
                            + " ORDER BY w.rowid DESC")
                    .visit(
                            row -> goesOn() && selection.offer(Log.entry(row)),
                            match(log.room, search),
                            Schema.messageId(log.room, log.first),
                            Schema.messageId(log.room, Math.min(log.indexed, log.last)));
        }
    }

    /** In FTS5's language, with nothing in it that was not quoted. */
    static String match(long room, Search search) {
        List<String> terms = new ArrayList<>();
        for (WordQuery.Term term : search.words().terms()) {
            terms.add('"' + String.join(" ", term.words()) + (term.begin() ? "\"*" : "\""));
        }
        if (search.author() != null) {
            terms.add('"' + author(search.author()) + '"');
        }
        if (terms.size() > 1) {
            // What has one of them in another room is not even looked at.
            terms.add('"' + ROOM + room + '"');
        }
        return String.join(" AND ", terms);
    }

    private Search.Hit hit(Search.Place place, LogEntry entry, long room) throws SQLException {
        if (search.context() == 0) {
            return new Search.Hit(place.room(), entry, List.of(), List.of());
        }
        long id = Schema.messageId(room, entry.sequence());
        List<LogEntry> before = connection
                .query("SELECT " + Log.COLUMNS + " FROM messages WHERE id < ? AND id > ? ORDER BY id DESC LIMIT ?")
                .all(Log::entry, id, Schema.messageId(room, 0), search.context());
        List<LogEntry> after = connection
                .query("SELECT " + Log.COLUMNS + " FROM messages WHERE id > ? AND id <= ? ORDER BY id LIMIT ?")
                .all(Log::entry, id, Schema.messageId(room, Schema.LAST_SEQUENCE), search.context());
        return new Search.Hit(place.room(), entry, before.reversed(), after);
    }
}
