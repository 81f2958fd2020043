package dev.roomtalk.bridge.learned;

import dev.roomtalk.bridge.base.StateHome;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was learned of programs, a line for each: device and inode, dialect or {@code -}, answers, words or
 * {@code -}, path, with tabs between them. The words, with commas between them: {@code other} (for its end),
 * {@code prompt}, {@code paced} or {@code bytewise} (how it begins), {@code failed}, and how often it was confirmed. A
 * line that cannot be read is left out: it is learned again. A word that is not known is passed over.
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
                .filter(entry -> fitsIntoALine(entry.getValue().path()))
                .map(entry -> line(entry.getKey(), entry.getValue()) + "\n")
                .collect(Collectors.joining());
        PrivateFiles.replace(file, lines.getBytes(StandardCharsets.UTF_8), PrivateFiles.OWNER_ONLY);
    }

    /** A file may have any name: one with the end of a line in it would write what is known of another program. */
    private static boolean fitsIntoALine(String path) {
        return path.chars().noneMatch(c -> c == '\n' || c == '\r');
    }

    private static String line(String identity, LearnedPrograms.Known known) {
        ProgramTraits traits = known.traits();
        Dialect dialect = traits.dialect();
        return String.join(
                "\t",
                identity,
                dialect == null ? "-" : dialect.name(),
                traits.answers().name(),
                words(traits),
                known.path());
    }

    private static String words(ProgramTraits traits) {
        List<String> words = new ArrayList<>();
        if (traits.otherAtEnd()) {
            words.add("other");
        }
        if (traits.beginning() != ProgramTraits.Beginning.UNKNOWN) {
            words.add(traits.beginning().name().toLowerCase(Locale.ROOT));
        }
        if (traits.failed()) {
            words.add("failed");
        }
        // Also that it was not: a dialect without a number was spoken once without doubt.
        if (traits.confirmed() > 0 || traits.dialect() != null) {
            words.add(Integer.toString(traits.confirmed()));
        }
        return words.isEmpty() ? "-" : String.join(",", words);
    }

    private static @Nullable ProgramTraits traits(String[] fields) {
        ProgramTraits.Answers answers = named(ProgramTraits.Answers.values(), fields[2]);
        if (answers == null) {
            return null;
        }
        Dialect dialect = Dialect.named(fields[1]);
        List<String> words = List.of(fields[3].split(",", -1));
        ProgramTraits.Beginning beginning = ProgramTraits.Beginning.UNKNOWN;
        // Where nothing is written of it, a dialect was spoken once without doubt.
        int confirmed = dialect == null ? 0 : 1;
        for (String word : words) {
            ProgramTraits.Beginning begins = named(ProgramTraits.Beginning.values(), word.toUpperCase(Locale.ROOT));
            beginning = begins == null ? beginning : begins;
            if (word.length() == 1 && word.charAt(0) >= '0' && word.charAt(0) <= '0' + ProgramTraits.MAX_CONFIRMED) {
                confirmed = word.charAt(0) - '0';
            }
        }
        return new ProgramTraits(
                dialect, answers, words.contains("other"), beginning, confirmed, words.contains("failed"));
    }

    private static <T extends Enum<T>> @Nullable T named(T[] values, String name) {
        for (T value : values) {
            if (value.name().equals(name)) {
                return value;
            }
        }
        return null;
    }
}
