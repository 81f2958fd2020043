package dev.roomtalk.server.store.sqlite;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables, and how an older file comes by them. docs/operating/reference.md describes them for people with a shell.
 *
 * <p>{@code PRAGMA user_version} counts the migrations that a file has had.
 */
final class Schema {
    /** "Rmtk": says that a file is ours. */
    static final int APPLICATION_ID = 0x526d746b;

    /**
     * A message's id is its room's id and, in so many bits below it, its sequence: one tree serves as log and as key.
     */
    static final int SEQUENCE_BITS = 36;

    static final long LAST_SEQUENCE = (1L << SEQUENCE_BITS) - 1;

    private static final List<List<String>> MIGRATIONS = List.of(
            List.of(
                    "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
                    "INSERT INTO meta (name, value) VALUES ('epoch', 0), ('users', 0)",
                    """
            CREATE TABLE users (
              id INTEGER PRIMARY KEY,
              key TEXT NOT NULL UNIQUE,
              name TEXT NOT NULL,
              token_sha256 TEXT NOT NULL UNIQUE,
              last_used INTEGER NOT NULL
            ) STRICT""",
                    "CREATE INDEX users_by_last_used ON users (last_used)",
                    "CREATE TRIGGER user_made AFTER INSERT ON users BEGIN"
                            + " UPDATE meta SET value = value + 1 WHERE name = 'users'; END",
                    "CREATE TRIGGER user_gone AFTER DELETE ON users BEGIN"
                            + " UPDATE meta SET value = value - 1 WHERE name = 'users'; END",
                    """
            CREATE TABLE rooms (
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              key TEXT NOT NULL UNIQUE,
              name TEXT NOT NULL,
              topic TEXT NOT NULL,
              password_hash TEXT,
              ephemeral INTEGER NOT NULL,
              close_with_host INTEGER NOT NULL,
              created INTEGER NOT NULL,
              oldest INTEGER NOT NULL DEFAULT 1,
              last INTEGER NOT NULL DEFAULT 0,
              messages INTEGER NOT NULL DEFAULT 0,
              bytes INTEGER NOT NULL DEFAULT 0,
              indexed INTEGER NOT NULL DEFAULT 0
            ) STRICT""",
                    "CREATE INDEX rooms_to_index ON rooms (id) WHERE indexed < last",
                    "CREATE TABLE closed_rooms (room INTEGER PRIMARY KEY, indexed INTEGER NOT NULL) STRICT",
                    """
            CREATE TABLE epochs (
              room INTEGER NOT NULL,
              epoch INTEGER NOT NULL,
              after INTEGER NOT NULL,
              PRIMARY KEY (room, epoch)
            ) STRICT, WITHOUT ROWID""",
                    """
            CREATE TABLE instances (
              room INTEGER NOT NULL,
              user INTEGER NOT NULL,
              instance INTEGER NOT NULL,
              n INTEGER NOT NULL,
              epoch INTEGER NOT NULL,
              sequence INTEGER NOT NULL,
              last_day INTEGER NOT NULL,
              PRIMARY KEY (room, user, instance)
            ) STRICT, WITHOUT ROWID""",
                    "CREATE INDEX instances_by_last_day ON instances (last_day)",
                    """
            CREATE TABLE messages (
              id INTEGER PRIMARY KEY,
              room INTEGER GENERATED ALWAYS AS (id >> 36) VIRTUAL,
              sequence INTEGER GENERATED ALWAYS AS (id & 68719476735) VIRTUAL,
              epoch INTEGER NOT NULL,
              time INTEGER NOT NULL,
              user INTEGER NOT NULL,
              user_name TEXT NOT NULL,
              instance INTEGER NOT NULL,
              n INTEGER NOT NULL,
              label TEXT,
              text TEXT NOT NULL
            ) STRICT""",
                    """
            CREATE VIRTUAL TABLE words USING fts5 (
              text, content = 'messages', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
            )""",
                    """
            CREATE VIEW log AS
              SELECT r.name AS room, m.epoch, m.sequence, datetime(m.time / 1000, 'unixepoch') AS time,
                m.user_name AS user, m.label, m.text
              FROM rooms r JOIN messages m ON m.id > (r.id << 36) AND m.id < ((r.id + 1) << 36)"""),
            List.of(
                    """
            CREATE TABLE members (
              room INTEGER NOT NULL,
              user INTEGER NOT NULL,
              role TEXT NOT NULL,
              since INTEGER NOT NULL,
              announced INTEGER NOT NULL,
              PRIMARY KEY (room, user)
            ) STRICT, WITHOUT ROWID""",
                    "CREATE INDEX members_by_user ON members (user)",
                    "CREATE TRIGGER user_leaves AFTER DELETE ON users BEGIN DELETE FROM members WHERE user = OLD.id; END",
                    "CREATE TRIGGER room_empties AFTER DELETE ON rooms BEGIN DELETE FROM members WHERE room = OLD.id; END",
                    "ALTER TABLE rooms ADD COLUMN history INTEGER NOT NULL DEFAULT 1",
                    "ALTER TABLE rooms ADD COLUMN history_lines INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE rooms ADD COLUMN keep_seconds INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE rooms ADD COLUMN keep_messages INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE rooms ADD COLUMN keep_bytes INTEGER NOT NULL DEFAULT 0"),
            // The program finds the words itself: this has them with spaces between, and only ASCII is left to fold.
            List.of(
                    "DROP TABLE words",
                    "CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'ascii')",
                    "UPDATE rooms SET indexed = 0",
                    "UPDATE closed_rooms SET indexed = 0"),
            // Room 0 is the whole server, user 0 everybody from a range of addresses.
            List.of(
                    """
            CREATE TABLE bans (
              room INTEGER NOT NULL,
              user INTEGER NOT NULL,
              range TEXT NOT NULL,
              kind TEXT NOT NULL,
              name TEXT NOT NULL,
              by_name TEXT NOT NULL,
              reason TEXT NOT NULL,
              since INTEGER NOT NULL,
              until INTEGER NOT NULL,
              PRIMARY KEY (room, user, range, kind)
            ) STRICT, WITHOUT ROWID""",
                    "CREATE INDEX bans_by_user ON bans (user)",
                    "CREATE INDEX bans_by_until ON bans (until) WHERE until > 0",
                    "CREATE TRIGGER user_needs_no_ban AFTER DELETE ON users BEGIN DELETE FROM bans WHERE user = OLD.id; END",
                    "CREATE TRIGGER room_needs_no_bans AFTER DELETE ON rooms BEGIN DELETE FROM bans WHERE room = OLD.id; END"),
            List.of("ALTER TABLE rooms ADD COLUMN slow_seconds INTEGER NOT NULL DEFAULT 0"),
            List.of(
                    "ALTER TABLE rooms ADD COLUMN private INTEGER NOT NULL DEFAULT 0",
                    """
            CREATE TABLE invitations (
              room INTEGER NOT NULL,
              token_sha256 TEXT NOT NULL,
              by_name TEXT NOT NULL,
              since INTEGER NOT NULL,
              until INTEGER NOT NULL,
              uses INTEGER NOT NULL,
              used INTEGER NOT NULL,
              PRIMARY KEY (room, token_sha256)
            ) STRICT, WITHOUT ROWID""",
                    "CREATE INDEX invitations_by_until ON invitations (until)",
                    "CREATE TRIGGER room_needs_no_invitations AFTER DELETE ON rooms BEGIN"
                            + " DELETE FROM invitations WHERE room = OLD.id; END"),
            List.of(
                    """
            CREATE TABLE looks (
              look TEXT NOT NULL,
              user INTEGER NOT NULL,
              PRIMARY KEY (look, user)
            ) STRICT, WITHOUT ROWID""",
                    "CREATE INDEX looks_by_user ON looks (user)",
                    "CREATE TRIGGER user_is_seen_no_more AFTER DELETE ON users BEGIN DELETE FROM looks WHERE user = OLD.id; END"),
            // Korean letters that stand alone, and ideographs that are numbers, are words of their own.
            List.of(
                    "DROP TABLE words",
                    "CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'ascii')",
                    "UPDATE rooms SET indexed = 0",
                    "UPDATE closed_rooms SET indexed = 0"),
            List.of(
                    """
            CREATE TABLE removed (
              room INTEGER NOT NULL,
              first INTEGER NOT NULL,
              last INTEGER NOT NULL,
              PRIMARY KEY (room, first)
            ) STRICT, WITHOUT ROWID""",
                    "CREATE TRIGGER room_needs_no_removed AFTER DELETE ON rooms BEGIN"
                            + " DELETE FROM removed WHERE room = OLD.id; END"),
            // What a message is about, and what a later one has made of it: see Purpose and Revision.
            List.of(
                    "ALTER TABLE messages ADD COLUMN kind INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE messages ADD COLUMN target_epoch INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE messages ADD COLUMN target INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE messages ADD COLUMN changed_by INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE messages ADD COLUMN removed_by TEXT",
                    "ALTER TABLE rooms ADD COLUMN edit_seconds INTEGER NOT NULL DEFAULT 0",
                    "DROP VIEW log",
                    """
            CREATE VIEW log AS
              SELECT r.name AS room, m.epoch, m.sequence, datetime(m.time / 1000, 'unixepoch') AS time,
                m.user_name AS user, m.label, m.text,
                CASE m.kind WHEN 0 THEN 'text' WHEN 1 THEN 'action' WHEN 2 THEN 'removal' WHEN 3 THEN 'edit'
                  WHEN 4 THEN 'reaction' WHEN 5 THEN 'reply' END AS kind,
                nullif(m.target, 0) AS target, nullif(m.changed_by, 0) AS changed_by, m.removed_by
              FROM rooms r JOIN messages m ON m.id > (r.id << 36) AND m.id < ((r.id + 1) << 36)"""));

    private Schema() {}

    /** The number of the newest migration. */
    static int newest() {
        return MIGRATIONS.size();
    }

    static long messageId(long room, long sequence) {
        return room << SEQUENCE_BITS | sequence;
    }

    static long sequence(long messageId) {
        return messageId & LAST_SEQUENCE;
    }

    /**
     * Brings the file up to date.
     *
     * @throws IOException in a sentence for the person: the file is of a newer program, or of another one
     */
    static void migrate(DatabaseConnection connection, Database database) throws SQLException, IOException {
        migrate(connection, database, newest());
    }

    /** The same, no further than to this version. */
    static void migrate(DatabaseConnection connection, Database database, int newest) throws SQLException, IOException {
        for (int version = version(connection, database); version < newest; version++) {
            connection.execute("BEGIN IMMEDIATE");
            for (String statement : MIGRATIONS.get(version)) {
                connection.execute(statement);
            }
            connection.execute("PRAGMA application_id = " + APPLICATION_ID);
            connection.execute("PRAGMA user_version = " + (version + 1));
            connection.execute("COMMIT");
        }
    }

    /**
     * How many migrations the file has had; 0: it is empty.
     *
     * @throws IOException in a sentence for the person: the file is of a newer program, or of another one
     */
    static int version(DatabaseConnection connection, Database database) throws SQLException, IOException {
        long application = connection.query("PRAGMA application_id").number();
        boolean empty = connection.query("SELECT count(*) FROM sqlite_schema").number() == 0;
        if (application != APPLICATION_ID && !empty) {
            throw new IOException(database.file() + " is not a database of room-server");
        }
        int version = (int) connection.query("PRAGMA user_version").number();
        if (version > MIGRATIONS.size()) {
            throw new IOException("the database " + database.file() + " is of a newer room-server (schema " + version
                    + ", this one knows " + MIGRATIONS.size() + "): run that one, or restore an older backup");
        }
        return version;
    }
}
