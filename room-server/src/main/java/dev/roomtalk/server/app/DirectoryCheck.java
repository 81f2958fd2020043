package dev.roomtalk.server.app;

import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.server.store.sqlite.DatabaseHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks whether a data directory can be used, and makes nothing: neither the directory nor anything in it. */
final class DirectoryCheck {
    /** The longest name of a Unix-domain socket, in bytes; {@code unix(7)}. */
    private static final int MAX_SOCKET_NAME = 107;

    /** What the server writes, besides what it makes anew. */
    private static final List<String> FILES =
            List.of("lock", "roomtalk.db", "roomtalk.db-wal", "roomtalk.db-shm", "audit.log");

    private static final List<String> SECRETS = List.of("key.pem", "certificate.pem");

    private DirectoryCheck() {}

    /** What is wrong with it, in sentences for the person. */
    static List<String> problems(Path directory) {
        String unusable = unusable(directory);
        if (unusable != null) {
            return List.of(unusable);
        }
        List<String> problems = new ArrayList<>();
        for (String name : FILES) {
            Path file = directory.resolve(name);
            if (Files.exists(file) && !(Files.isReadable(file) && Files.isWritable(file))) {
                problems.add(file + " cannot be written by this user: chown it, as a command of another user made it");
            }
        }
        for (String name : SECRETS) {
            Path file = directory.resolve(name);
            if (Files.exists(file) && !Files.isReadable(file)) {
                problems.add(file + " cannot be read by this user: chown it, as a command of another user made it");
            }
        }
        String database = DatabaseHead.problem(directory);
        if (database != null) {
            problems.add(database);
        }
        return problems;
    }

    /** What a server would do without; empty if nothing. */
    static List<String> warnings(Path directory) {
        Path socket = directory.toAbsolutePath().resolve("console.sock.new");
        return socket.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_SOCKET_NAME
                ? List.of("data-dir: the name of " + directory + " is too long for a socket in it: there will be no"
                        + " console, so that room-server status, reload and admin do not work")
                : List.of();
    }

    private static @Nullable String unusable(Path directory) {
        if (!Files.exists(directory)) {
            return Files.exists(directory, LinkOption.NOFOLLOW_LINKS)
                    ? directory + " is a symbolic link that leads nowhere"
                    : cannotMake(directory);
        }
        if (!Files.isDirectory(directory)) {
            return directory + " is a file, not a directory";
        }
        try {
            PrivateFiles.requireSafe(directory);
        } catch (IOException e) {
            return e.getMessage();
        }
        return Files.isWritable(directory) && Files.isExecutable(directory)
                ? null
                : "this user may not write to " + directory;
    }

    /** The directory that is there and would hold it decides. */
    private static @Nullable String cannotMake(Path directory) {
        Path above = directory.toAbsolutePath().getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        if (above == null || !Files.isDirectory(above)) {
            return directory + " cannot be made: " + above + " is not a directory";
        }
        return Files.isWritable(above) ? null : directory + " cannot be made: this user may not write to " + above;
    }
}
