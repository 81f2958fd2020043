package dev.roomtalk.chat.input;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The paths of files that a person types: what they mean, and how one that is begun could go on. */
final class PathNames {
    /** Entries of a directory that are looked at. */
    private static final int MAX_ENTRIES = 2_000;

    private static final String HOME = "~/";

    private final Path home;

    /** @param home what a path that begins with {@code ~/} begins with */
    PathNames(Path home) {
        this.home = home;
    }

    /** What the person has typed, perhaps in quotation marks; null: it is no path. */
    @Nullable
    Path path(String typed) {
        String text = typed.matches("\".+\"|'.+'") ? typed.substring(1, typed.length() - 1) : typed;
        try {
            return text.equals("~")
                    ? home
                    : text.startsWith(HOME) ? home.resolve(text.substring(HOME.length())) : Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** The paths that begin so, in order; a directory ends with a slash. Hidden ones only if a dot was typed. */
    List<String> of(String begun) {
        int slash = begun.lastIndexOf('/') + 1;
        String parent = begun.substring(0, slash);
        String name = begun.substring(slash);
        Path directory = path(parent.isEmpty() ? "." : parent);
        List<String> paths = new ArrayList<>();
        if (directory == null) {
            return paths;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            int left = MAX_ENTRIES;
            for (Path entry : entries) {
                String its = String.valueOf(entry.getFileName());
                if (its.startsWith(name) && its.startsWith(".") == name.startsWith(".")) {
                    paths.add(parent + its + (Files.isDirectory(entry) ? "/" : ""));
                }
                if (--left == 0) {
                    break;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // What cannot be read is not offered.
        }
        paths.sort(String::compareTo);
        return paths;
    }
}
