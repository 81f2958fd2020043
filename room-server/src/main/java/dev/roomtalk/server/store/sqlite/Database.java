package dev.roomtalk.server.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The file that everything is in, and how to connect to it. */
record Database(Path file) {
    static final String FILE_NAME = "roomtalk.db";

    static final int BUSY_MILLIS = 10_000;
    private static final int CACHE_KIB = 16 << 10;
    private static final int LOG_BYTES = 32 << 20;

    static Database in(Path directory) {
        return new Database(directory.resolve(FILE_NAME));
    }

    /** One that is there. */
    static Database existing(Path directory) throws IOException {
        Database database = in(directory);
        if (!Files.isRegularFile(database.file)) {
            throw new IOException("there is no database " + database.file);
        }
        return database;
    }

    /** Makes a file for its owner's eyes only, where there is none; what SQLite puts beside it will be like it. */
    static void makePrivate(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + e.getClass().getSimpleName(), e);
        }
    }

    /** The connection that may write; makes the file where there is none. */
    DatabaseConnection writing(Durability durability) throws SQLException {
        DatabaseConnection connection = connect(new SQLiteConfig());
        connection.query("PRAGMA journal_mode = WAL").first(row -> row.getString(1));
        connection.execute("PRAGMA synchronous = " + durability.synchronous());
        // Another thread does it, so that no transaction waits for it.
        connection.execute("PRAGMA wal_autocheckpoint = 0");
        // What is removed is overwritten where that costs nothing; for the rest there is the Wiper.
        connection.query("PRAGMA secure_delete = FAST").number();
        // Once the log is brought over and begun anew, its file is no longer than this.
        connection.execute("PRAGMA journal_size_limit = " + LOG_BYTES);
        return connection;
    }

    /** The connection that brings the write-ahead log into the database. */
    DatabaseConnection checkpointing() throws SQLException {
        return connect(new SQLiteConfig());
    }

    DatabaseConnection reading() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return connect(config);
    }

    private DatabaseConnection connect(SQLiteConfig config) throws SQLException {
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-CACHE_KIB);
        // Else the driver asks for the key of each row that was inserted, by a statement that it prepares anew.
        config.setGetGeneratedKeys(false);
        // As a URI, in which a question mark in a path is escaped.
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toUri());
        // Else the driver tries to begin a transaction after each statement, which fails inside of ours. Said in this
        // way, it begins none itself.
        connection.unwrap(SQLiteConnection.class).getConnectionConfig().setAutoCommit(false);
        return new DatabaseConnection(connection);
    }

    /** In a sentence for the person. */
    IOException unusable(SQLException why) {
        SQLiteErrorCode code = why instanceof SQLiteException e ? e.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        return new IOException(
                switch (code.code & 0xff) {
                    case 11, 26 ->
                        "the database " + file
                                + " is damaged or none of this program: restore a backup (room-server restore FILE), or move it away";
                    case 13 -> "the disk of the database " + file + " is full";
                    case 8, 14 ->
                        "cannot open the database " + file
                                + " for writing: check that the file and its directory are writable";
                    case 5, 6 -> "the database " + file + " is locked by another program";
                    default -> "cannot use the database " + file + ": " + why.getMessage();
                },
                why);
    }
}
