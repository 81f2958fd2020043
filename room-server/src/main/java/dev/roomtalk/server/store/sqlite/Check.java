package dev.roomtalk.server.store.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether a database is sound: SQLite's own view of it, and ours. */
public final class Check {
    private static final int PROBLEMS_SHOWN = 20;

    /** What must give no row, and what it says of each that it gives. */
    private static final List<String> RULES = List.of("""
            SELECT 'message ' || id || ' belongs to no room' FROM messages
            WHERE (id >> 36) NOT IN (SELECT id FROM rooms UNION ALL SELECT room FROM closed_rooms)""", """
            SELECT 'room ' || id || ' has ' || actual || ' messages and counts ' || messages FROM (
              SELECT id, messages, (SELECT count(*) FROM messages m
                WHERE m.id > (r.id << 36) AND m.id < ((r.id + 1) << 36)) AS actual FROM rooms r)
            WHERE actual <> messages""", """
            SELECT 'room ' || r.id || ' has a message above its last' FROM rooms r
            WHERE EXISTS (SELECT 1 FROM messages m WHERE m.id > ((r.id << 36) | r.last) AND m.id < ((r.id + 1) << 36))""", """
            SELECT 'room ' || room || ' has message ' || n || ' of instance ' || instance || ' of user ' || user || ' twice'
            FROM messages GROUP BY room, user, instance, n HAVING count(*) > 1""", """
            SELECT 'room ' || m.room || ' has message ' || m.n || ' of an instance that has come to ' || i.n
            FROM messages m JOIN instances i ON i.room = m.room AND i.user = m.user AND i.instance = m.instance
            WHERE m.n > i.n""", """
            SELECT 'message ' || id || ' is of an epoch that has not begun' FROM messages
            WHERE epoch > (SELECT value FROM meta WHERE name = 'epoch')""");

    /** The same, of tables that came with the second migration. */
    private static final List<String> RULES_OF_MEMBERS = List.of("""
            SELECT 'room ' || room || ' has a member ' || user || ' that is no user, or is no room' FROM members
            WHERE user NOT IN (SELECT id FROM users) OR room NOT IN (SELECT id FROM rooms)""", """
            SELECT 'room ' || room || ' has ' || count(*) || ' hosts' FROM members WHERE role = 'host'
            GROUP BY room HAVING count(*) > 1""");

    /** The same, with the fourth. */
    private static final String RULE_OF_BANS = """
            SELECT 'room ' || room || ' has a ban of ' || user || ' that is no user, or is no room' FROM bans
            WHERE (user <> 0 AND user NOT IN (SELECT id FROM users)) OR (room <> 0 AND room NOT IN (SELECT id FROM rooms))""";

    private Check() {}

    /** @param problems none: it is sound */
    public record Result(long users, long rooms, long messages, List<String> problems) {}

    /**
     * Looks at all of it, also while a server runs.
     *
     * @throws IOException in a sentence for the person: it cannot be read at all
     */
    public static Result of(Path directory) throws IOException {
        Database database = Database.existing(directory);
        try (DatabaseConnection connection = database.reading()) {
            int version = Schema.version(connection, database);
            connection.execute("BEGIN");
            List<String> problems = new ArrayList<>(connection
                    .query("PRAGMA integrity_check(" + PROBLEMS_SHOWN + ")")
                    .all(row -> row.getString(1)));
            problems.remove("ok");
            List<String> rules = new ArrayList<>(RULES);
            if (version >= 2) {
                rules.addAll(RULES_OF_MEMBERS);
            }
            if (version >= 4) {
                rules.add(RULE_OF_BANS);
            }
            for (String rule : rules) {
                problems.addAll(
                        connection.query(rule + " LIMIT " + PROBLEMS_SHOWN).all(row -> row.getString(1)));
            }
            return new Result(
                    connection.query("SELECT count(*) FROM users").number(),
                    connection.query("SELECT count(*) FROM rooms").number(),
                    connection
                            .query("SELECT coalesce(sum(messages), 0) FROM rooms")
                            .number(),
                    List.copyOf(problems));
        } catch (SQLException e) {
            throw database.unusable(e);
        }
    }
}
