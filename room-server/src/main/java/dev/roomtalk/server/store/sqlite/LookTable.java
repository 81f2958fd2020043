package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.names.Looks;
import dev.roomtalk.wire.Name;
import java.sql.SQLException;

/** What the names of users look like, so that no new one can be taken for another. On the writer's thread. */
final class LookTable {
    private LookTable() {}

    /**
     * Works the looks of all users out where the database has none, or those of another version of Unicode's tables.
     */
    static void refresh(DatabaseConnection c) throws SQLException {
        long version = c.query("SELECT value FROM meta WHERE name = 'looks'").number();
        if (version == Looks.version()) {
            return;
        }
        c.execute("BEGIN IMMEDIATE");
        c.execute("DELETE FROM looks");
        c.query("SELECT id, name, key FROM users").visit(row -> {
            add(c, row.getLong(1), new Name(row.getString(2), row.getString(3)));
            return true;
        });
        c.query("INSERT OR REPLACE INTO meta (name, value) VALUES ('looks', ?)").run(Looks.version());
        c.execute("COMMIT");
    }

    static void add(DatabaseConnection c, long userId, Name name) throws SQLException {
        for (String look : Looks.of(name)) {
            c.query("INSERT INTO looks (look, user) VALUES (?, ?)").run(look, userId);
        }
    }

    static void remove(DatabaseConnection c, long userId) throws SQLException {
        c.query("DELETE FROM looks WHERE user = ?").run(userId);
    }

    /** Whether a user has a name that looks like this one. */
    static boolean has(DatabaseConnection c, Name name) throws SQLException {
        return anotherHas(c, 0, name);
    }

    /** Whether another user than this one has a name that looks like this one. */
    static boolean anotherHas(DatabaseConnection c, long userId, Name name) throws SQLException {
        for (String look : Looks.of(name)) {
            if (c.query("SELECT count(*) FROM looks WHERE look = ? AND user <> ?")
                            .number(look, userId)
                    > 0) {
                return true;
            }
        }
        return false;
    }
}
