package dev.roomtalk.chat.terminal;

import dev.roomtalk.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** A file in {@code $XDG_STATE_HOME/roomtalk}, readable by its owner only. */
final class StateFile {
    private StateFile() {}

    /**
     * Returns the file, which is made if it is missing; of a symbolic link its target, because the line editor puts
     * another file in its place when it has grown too long.
     */
    static Path in(Map<String, String> environment, Path home, String name) throws IOException {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        // A relative path is to be ignored, says the XDG Base Directory Specification.
        Path base =
                state.startsWith("/") ? Path.of(state) : home.resolve(".local").resolve("state");
        Path directory = base.resolve("roomtalk");
        boolean posix = home.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(directory, posix ? permissions("rwx------") : new FileAttribute<?>[0]);
        Path file = directory.resolve(name);
        try {
            Files.createFile(file, posix ? permissions("rw-------") : new FileAttribute<?>[0]);
        } catch (FileAlreadyExistsException e) {
            file = PrivateFiles.followOwnLink(file);
            if (posix) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        }
        return file;
    }

    private static FileAttribute<?>[] permissions(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
