package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.files.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/** Copies of the database. Errors are in a sentence for the person. */
public final class Backup {
    private Backup() {}

    /** Writes a copy of the database as it is at this moment, also while a server runs; never over another file. */
    public static void write(Path directory, Path file) throws IOException {
        Path target = file.toAbsolutePath();
        if (Files.exists(target)) {
            throw new IOException(file + " exists already: give the name of a new file");
        }
        Path parent = target.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IOException(parent + " is no directory");
        }
        Path unfinished = Path.of(target + ".unfinished");
        Files.deleteIfExists(unfinished);
        // SQLite writes into an empty file as it does into a new one.
        Database.makePrivate(unfinished);
        Database database = Database.existing(directory);
        try (DatabaseConnection connection = database.reading()) {
            Schema.version(connection, database);
            connection.query("VACUUM INTO ?").run(unfinished.toString());
            sync(unfinished);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (SQLException e) {
            Files.deleteIfExists(unfinished);
            throw new IOException("cannot write the backup " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Puts a backup in the place of the database, which is kept under another name. Its epoch becomes higher than any
     * that either has had, so that no number is given twice. No server may be using the directory.
     *
     * @return where the database that was there before is now, with {@code .replaced} at the end of its name, if there
     *     was one
     */
    public static Path restore(Path directory, Path file, InstantSource clock) throws IOException {
        Database backup = new Database(file.toAbsolutePath());
        if (!Files.isRegularFile(backup.file())) {
            throw new IOException("there is no file " + file);
        }
        Database database = Database.in(directory);
        if (Files.isSymbolicLink(database.file())) {
            throw new IOException(database.file() + " is a symbolic link: restore into the directory that it leads to");
        }
        Database next = new Database(directory.resolve(Database.FILE_NAME + ".restored"));
        Path replaced = free(directory.resolve(Database.FILE_NAME + ".replaced"));
        remove(next.file());
        long epoch = settle(database);
        try {
            Database.makePrivate(next.file());
            try (OutputStream out = Files.newOutputStream(next.file())) {
                Files.copy(backup.file(), out);
            }
            prepare(next, Math.max(epoch + 1, clock.millis()));
            sync(next.file());
            if (Files.exists(database.file())) {
                Files.createLink(replaced, database.file());
            }
            PrivateFiles.giveToOwnerOfDirectory(next.file());
            Files.move(next.file(), database.file(), StandardCopyOption.ATOMIC_MOVE);
            return replaced;
        } catch (SQLException e) {
            throw new IOException(file + " cannot be restored: " + e.getMessage(), e);
        } finally {
            remove(next.file());
        }
    }

    /** What was kept by an earlier restore stays: the first name that nothing has. */
    private static Path free(Path wanted) {
        Path name = wanted;
        for (int i = 2; Files.exists(name, LinkOption.NOFOLLOW_LINKS); i++) {
            name = Path.of(wanted + "-" + i);
        }
        return name;
    }

    /**
     * Brings what is in the write-ahead log of the present database into it, so that it can be replaced, and returns
     * its highest epoch. Where it is too damaged for that, its log is put aside: it must not be taken for that of its
     * successor.
     */
    private static long settle(Database database) throws IOException {
        if (!Files.exists(database.file())) {
            return 0;
        }
        long epoch = 0;
        try (DatabaseConnection connection = database.writing(Durability.POWER)) {
            epoch = connection
                    .query("SELECT value FROM meta WHERE name = 'epoch'")
                    .number();
            connection.query("PRAGMA wal_checkpoint(TRUNCATE)").number();
        } catch (SQLException e) {
            Path log = Path.of(database.file() + "-wal");
            if (Files.exists(log)) {
                Files.move(log, free(Path.of(database.file() + ".replaced-wal")));
            }
        }
        Files.deleteIfExists(Path.of(database.file() + "-wal"));
        Files.deleteIfExists(Path.of(database.file() + "-shm"));
        return epoch;
    }

    private static void prepare(Database next, long epoch) throws SQLException, IOException {
        try (DatabaseConnection connection = next.writing(Durability.POWER)) {
            if (Schema.version(connection, next) == 0) {
                throw new SQLException("it is empty");
            }
            List<String> problems = connection.query("PRAGMA quick_check(1)").all(row -> row.getString(1));
            if (!problems.equals(List.of("ok"))) {
                throw new SQLException("it is damaged: " + problems.getFirst());
            }
            Schema.migrate(connection, next);
            RoomTable.nextEpoch(connection, epoch);
            connection.query("PRAGMA wal_checkpoint(TRUNCATE)").number();
        }
    }

    static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** With what SQLite has put beside it. */
    static void remove(Path file) throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(file + suffix));
        }
    }
}
