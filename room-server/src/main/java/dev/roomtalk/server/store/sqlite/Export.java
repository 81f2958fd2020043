package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.base.JsonLines;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;

/** A room's messages for other programs. */
public final class Export {
    /**
     * Numbers of 64 bits are texts: not every reader of JSON has a place for them. The file of an older program is
     * exported by that, or when this has been started with it.
     */
    private static final String LINES = """
            SELECT json_object('room', r.name, 'epoch', m.epoch, 'sequence', m.sequence,
              'time', strftime('%Y-%m-%dT%H:%M:%fZ', m.time / 1000.0, 'unixepoch'),
              'user', m.user_name, 'user_id', printf('%016x', m.user), 'instance', printf('%016x', m.instance),
              'n', m.n, 'label', m.label, 'text', m.text,
              'kind', CASE m.kind WHEN 0 THEN 'text' WHEN 1 THEN 'action' WHEN 2 THEN 'removal' WHEN 3 THEN 'edit'
                WHEN 4 THEN 'reaction' WHEN 5 THEN 'reply' END,
              'target_epoch', nullif(m.target_epoch, 0), 'target', nullif(m.target, 0), 'changed_by', nullif(m.changed_by, 0),
              'removed_by', m.removed_by)
            FROM rooms r JOIN messages m ON m.id > (r.id << 36) AND m.id < ((r.id + 1) << 36)
            WHERE r.key = ? ORDER BY m.id""";

    private Export() {}

    /**
     * Gives each message of a room as a line of JSON, in their order, also while a server runs. No line steers a
     * terminal.
     *
     * @throws IOException in a sentence for the person
     */
    public static void room(Path directory, Name room, Consumer<String> lines) throws IOException {
        Database database = Database.existing(directory);
        try (DatabaseConnection connection = database.reading()) {
            if (Schema.version(connection, database) < Schema.newest()) {
                throw new IOException("the database " + database.file()
                        + " is of an older room-server: start this one with it once, and export then");
            }
            if (connection.query("SELECT count(*) FROM rooms WHERE key = ?").number(room.key()) == 0) {
                throw new IOException("there is no room '" + room.display() + "' in " + database.file());
            }
            connection
                    .query(LINES)
                    .visit(
                            row -> {
                                lines.accept(JsonLines.harmless(row.getString(1)));
                                return true;
                            },
                            room.key());
        } catch (SQLException e) {
            throw database.unusable(e);
        }
    }
}
