package dev.roomtalk.bridge.learned;

import dev.roomtalk.bridge.base.StateHome;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was learned of programs, a line for each: device and inode, dialect or {@code -}, answers, {@code other}
 * or {@code -}, path, with tabs between them. A line that cannot be read is left out: it is learned again.
 */
public final class LearnedProgramsFile {
    private static final int FIELDS = 5;

    private final Path file;

    LearnedProgramsFile(Path file) {
        this.file = file;
    }

    /** Where a person's bridges keep it: {@code $XDG_STATE_HOME/roomtalk/signal-dialects}. */
    public static LearnedProgramsFile in(Map<String, String> environment, Path home) {
        return new LearnedProgramsFile(StateHome.of(environment, home).resolve("signal-dialects"));
    }

    public Path path() {
        return file;
    }

    /** What it holds; nothing, if there is no such file. */
    public Map<String, LearnedPrograms.Known> read() throws IOException {
        Map<String, LearnedPrograms.Known> known = new LinkedHashMap<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return known;
        }
        for (String line : lines) {
            String[] fields = line.split("\t", FIELDS);
            ProgramTraits traits = fields.length == FIELDS ? traits(fields) : null;
            if (traits != null) {
                known.put(fields[0], new LearnedPrograms.Known(fields[4], traits));
            }
        }
        return known;
    }

    /** Writes it in place of what was there; readers see the whole of it or none. */
    public void write(Map<String, LearnedPrograms.Known> known) throws IOException {
        PrivateFiles.makePrivateDirectory(PrivateFiles.directoryOf(file));
        String lines = known.entrySet().stream()
                .filter(entry -> !entry.getValue().path().contains("\n"))
                .map(entry -> line(entry.getKey(), entry.getValue()) + "\n")
                .collect(Collectors.joining());
        PrivateFiles.replace(file, lines.getBytes(StandardCharsets.UTF_8), PrivateFiles.OWNER_ONLY);
    }

    private static String line(String identity, LearnedPrograms.Known known) {
        ProgramTraits traits = known.traits();
        Dialect dialect = traits.dialect();
        return List.of(
                        identity,
                        dialect == null ? "-" : dialect.name(),
                        traits.answers().name(),
                        traits.otherAtEnd() ? "other" : "-",
                        known.path())
                .stream()
                .collect(Collectors.joining("\t"));
    }

    private static @Nullable ProgramTraits traits(String[] fields) {
        for (ProgramTraits.Answers answers : ProgramTraits.Answers.values()) {
            if (answers.name().equals(fields[2])) {
                return new ProgramTraits(Dialect.named(fields[1]), answers, fields[3].equals("other"));
            }
        }
        return null;
    }
}
