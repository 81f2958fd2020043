package dev.roomtalk.server.store.sqlite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * SQLite itself, which its driver brings along and has to unpack before it can load it. It would do so in the directory
 * for temporary files, where what a killed process leaves is never removed, and where it may be forbidden to load it.
 */
final class NativeLibrary {
    private static final String PROPERTY = "org.sqlite.tmpdir";
    private static final String UNPACKED = "org.sqlite.lib.path";

    private NativeLibrary() {}

    /**
     * Has it unpacked below a directory that this process has for itself, unless the driver's properties say otherwise.
     */
    static void unpackIn(Path directory) throws IOException {
        if (System.getProperty(PROPERTY) != null || System.getProperty(UNPACKED) != null) {
            return;
        }
        Path place = directory.resolve("native");
        try {
            Files.createDirectories(place);
            try (DirectoryStream<Path> leftBehind = Files.newDirectoryStream(place)) {
                for (Path file : leftBehind) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new IOException("data-dir: cannot write in " + place + ": " + e.getMessage(), e);
        }
        System.setProperty(PROPERTY, place.toString());
    }
}
