package dev.roomtalk.server.store.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The first 100 bytes of a database file (https://www.sqlite.org/fileformat2.html), which say whose it is. Reading them
 * opens no database, and so changes and makes nothing.
 */
public final class DatabaseHead {
    private static final int LENGTH = 100;
    private static final int USER_VERSION = 60;
    private static final int APPLICATION = 68;
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private DatabaseHead() {}

    /** Why the database of a directory cannot be used, in a sentence for the person; null: it can, or there is none. */
    public static @Nullable String problem(Path directory) {
        Path file = Database.in(directory).file();
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(LENGTH);
        } catch (IOException e) {
            return null;
        }
        if (head.length == 0) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(head);
        if (head.length < LENGTH || !bytes.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            return "the database " + file
                    + " is damaged or none of this program: restore a backup (room-server restore FILE), or move it away";
        }
        // A file that has never been brought up to date has no application yet.
        if (bytes.getInt(APPLICATION) != Schema.APPLICATION_ID && bytes.getInt(APPLICATION) != 0) {
            return file + " is not a database of room-server";
        }
        int version = bytes.getInt(USER_VERSION);
        return version > Schema.newest()
                ? "the database " + file + " is of a newer room-server (schema " + version + ", this one knows "
                        + Schema.newest() + "): run that one, or restore an older backup"
                : null;
    }
}
