package dev.roomtalk.bridge.learned;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.fuzz.Steps;
import dev.roomtalk.fuzz.Steps.Step;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is read from the file of learned programs is written as it was read; and a program, whatever its path, changes
 * nothing of what is known of others.
 */
class LearnedProgramsFuzzTest {
    private static final String OTHER = "1:2";

    @TempDir
    static Path directory;

    static Stream<byte[]> seeds() {
        String lines = """
                64768:12\tL1-greeting-length32\tUSR2_THEN_USR1\tother,prompt,failed,2\t/home/a
                1:2\t-\tUSR1\t-\t/tmp/a b
                1:3\tM2\tUSR1\t/bin/x
                1:4\tm2\tUSR2\tpaced,0,-1,x\t/bin/y\tz
                """;
        return Stream.of(
                seed(lines, "/tmp/c\td"),
                seed("", "/tmp/\u00e9\ud83c\udf89"),
                seed("\ufeff\r\n\t\t\t\t\n", "/x\r1:9\tM2\tUSR1\t-\t/y"));
    }

    private static byte[] seed(String lines, String path) {
        return new Steps()
                .step(0, lines.getBytes(StandardCharsets.UTF_8))
                .step(0, path.getBytes(StandardCharsets.UTF_8))
                .input();
    }

    @DictionaryEntries(Steps.SEPARATOR)
    @MethodSource("seeds")
    @FuzzTest
    void whatIsWrittenIsReadAgain(byte[] input) throws IOException {
        List<Step> steps = Steps.of(input, 2);
        Path path = directory.resolve("signal-dialects");
        LearnedProgramsFile file = new LearnedProgramsFile(path);
        Files.write(path, steps.isEmpty() ? new byte[0] : steps.getFirst().payload());
        Map<String, LearnedPrograms.Known> known;
        try {
            known = file.read();
        } catch (CharacterCodingException e) {
            known = Map.of();
        }
        file.write(known);
        assertThat(file.read()).isEqualTo(known);
        if (steps.size() == 2) {
            learn(file, known, new String(steps.getLast().payload(), StandardCharsets.UTF_8));
        }
    }

    private static void learn(LearnedProgramsFile file, Map<String, LearnedPrograms.Known> known, String path)
            throws IOException {
        Processes.Executable program = new Processes.Executable(OTHER, path);
        LearnedPrograms programs = LearnedPrograms.keptIn(file, Runnable::run, complaint -> {
            throw new AssertionError(complaint);
        });
        programs.learn(program, traits -> ProgramTraits.UNKNOWN.with(Dialect.L1).confirm());
        Map<String, LearnedPrograms.Known> others = new LinkedHashMap<>(known);
        others.remove(OTHER);
        Map<String, LearnedPrograms.Known> read = new LinkedHashMap<>(file.read());
        LearnedPrograms.Known itself = read.remove(OTHER);
        assertThat(read).isEqualTo(others);
        // A path that does not fit into a line is learned anew by the next bridge.
        assertThat(itself == null || itself.path().equals(path)).isTrue();
    }
}
