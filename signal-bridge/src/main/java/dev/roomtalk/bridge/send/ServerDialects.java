package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.base.StateHome;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in which dialect the servers of each program read, as a person has said it. The file has a line for each:
 * device and inode, dialect, path, with tabs between them.
 */
public final class ServerDialects {
    /** Programs that are remembered. */
    private static final int CAPACITY = 500;

    private final Path file;

    ServerDialects(Path file) {
        this.file = file;
    }

    /** Where a person's are kept: {@code $XDG_STATE_HOME/roomtalk/server-dialects}. */
    public static ServerDialects in(Map<String, String> environment, Path home) {
        return new ServerDialects(StateHome.of(environment, home).resolve("server-dialects"));
    }

    /** The dialect of that program; null if none was remembered. */
    @Nullable
    Dialect of(Processes.@Nullable Executable program) throws IOException {
        if (program == null) {
            return null;
        }
        for (String line : lines()) {
            String[] fields = line.split("\t", 3);
            // An inode is given to another file once its own is gone.
            if (fields.length == 3 && fields[0].equals(program.identity()) && fields[2].equals(program.path())) {
                return Dialect.named(fields[1]);
            }
        }
        return null;
    }

    /** Writes the file in place of what was there; readers see the whole of it or none. */
    void remember(Processes.Executable program, Dialect dialect) throws IOException {
        List<String> lines = new ArrayList<>(lines());
        lines.removeIf(line -> line.startsWith(program.identity() + "\t"));
        lines.add(program.identity() + "\t" + dialect.name() + "\t" + program.path());
        PrivateFiles.makePrivateDirectory(PrivateFiles.directoryOf(file));
        String text = String.join("\n", lines.subList(Math.max(0, lines.size() - CAPACITY), lines.size())) + "\n";
        PrivateFiles.replace(file, text.getBytes(StandardCharsets.UTF_8), PrivateFiles.OWNER_ONLY);
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
