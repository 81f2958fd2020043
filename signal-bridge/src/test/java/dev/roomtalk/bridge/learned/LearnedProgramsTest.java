package dev.roomtalk.bridge.learned;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.kernel.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LearnedProgramsTest {
    private static final Processes.Executable CLIENT = new Processes.Executable("64768:12", "/home/alice/client");

    @TempDir
    private Path directory;

    @Test
    void whatWasLearnedIsReadAgain() throws Exception {
        LearnedProgramsFile file = new LearnedProgramsFile(directory.resolve("new/signal-dialects"));
        assertThat(file.read()).isEmpty();

        List<Map<String, LearnedPrograms.Known>> changes = new ArrayList<>();
        LearnedPrograms experience = new LearnedPrograms(Map.of(), changes::add);
        Dialect dialect = Objects.requireNonNull(Dialect.named("l1-greeting-length32"));
        ProgramTraits lesson = ProgramTraits.UNKNOWN
                .with(dialect)
                .with(ProgramTraits.Answers.USR2_THEN_USR1)
                .with(ProgramTraits.Beginning.PROMPT)
                .confirm()
                .confirm()
                .afterFailure(traits -> traits);
        experience.learn(CLIENT, traits -> lesson);
        experience.learn(new Processes.Executable("1:2", "/tmp/a b"), ProgramTraits::withOtherAtEnd);
        Processes.Executable failed = new Processes.Executable("1:3", "/tmp/c");
        ProgramTraits unconfirmed = ProgramTraits.UNKNOWN.with(dialect).afterFailure(traits -> traits);
        experience.learn(failed, traits -> unconfirmed);
        file.write(changes.getLast());

        LearnedPrograms again = new LearnedPrograms(file.read(), all -> {});
        assertThat(again.of(CLIENT)).isEqualTo(lesson);
        assertThat(again.of(failed)).as("a dialect that was not confirmed").isEqualTo(unconfirmed);
        assertThat(again.of(new Processes.Executable("1:2", "/tmp/a b")))
                .isEqualTo(ProgramTraits.UNKNOWN.withOtherAtEnd());
    }

    @Test
    void anInodeThatIsAnotherProgramNowIsNotKnown() {
        LearnedPrograms experience = new LearnedPrograms(Map.of(), all -> {});
        experience.learn(CLIENT, traits -> traits.with(Dialect.L1));
        assertThat(experience.of(new Processes.Executable("64768:12", "/usr/bin/other")))
                .isEqualTo(ProgramTraits.UNKNOWN);
        assertThat(experience.of(null)).isEqualTo(ProgramTraits.UNKNOWN);
    }

    @Test
    void whatIsNotNewIsNotWritten() {
        List<Map<String, LearnedPrograms.Known>> changes = new ArrayList<>();
        LearnedPrograms experience = new LearnedPrograms(Map.of(), changes::add);
        experience.learn(CLIENT, traits -> traits.with(Dialect.M2));
        experience.learn(CLIENT, traits -> traits.with(Dialect.M2));
        assertThat(changes).hasSize(1);
    }

    @Test
    void theOldestIsForgottenForTheLatest() {
        List<Map<String, LearnedPrograms.Known>> changes = new ArrayList<>();
        LearnedPrograms experience = new LearnedPrograms(Map.of(), changes::add);
        for (int i = 0; i <= LearnedPrograms.CAPACITY; i++) {
            experience.learn(new Processes.Executable("1:" + i, "/a"), traits -> traits.with(Dialect.M2));
        }
        assertThat(changes.getLast())
                .hasSize(LearnedPrograms.CAPACITY)
                .doesNotContainKey("1:0")
                .containsKey("1:" + LearnedPrograms.CAPACITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void aPathThatEndsALineSaysNothingOfAnotherProgram(String end) throws Exception {
        LearnedProgramsFile file = new LearnedProgramsFile(directory.resolve("signal-dialects"));
        Processes.Executable evil =
                new Processes.Executable("1:2", "/tmp/x" + end + "64768:12\tM2\tUSR2\t-\t/home/alice/client");
        LearnedPrograms programs = new LearnedPrograms(Map.of(), known -> {
            try {
                file.write(known);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        programs.learn(evil, traits -> traits.with(Dialect.L1));
        assertThat(new LearnedPrograms(file.read(), all -> {}).of(CLIENT)).isEqualTo(ProgramTraits.UNKNOWN);
    }

    /** As it was written before it said how a program begins and how often that was confirmed. */
    @Test
    void aFileOfTheFirstFormIsStillRead() throws Exception {
        Path path = directory.resolve("signal-dialects");
        Files.writeString(path, "1:2\tM1-length32\tUSR2\tother\t/home/a b\n1:3\t-\tUSR1_THEN_USR2\t-\t/c\tlient\n");
        Dialect dialect = Objects.requireNonNull(Dialect.named("M1-length32"));
        assertThat(new LearnedProgramsFile(path).read())
                .containsExactly(
                        Map.entry(
                                "1:2",
                                new LearnedPrograms.Known(
                                        "/home/a b",
                                        ProgramTraits.UNKNOWN
                                                .with(dialect)
                                                .with(ProgramTraits.Answers.USR2)
                                                .withOtherAtEnd()
                                                .confirm())),
                        Map.entry(
                                "1:3",
                                new LearnedPrograms.Known(
                                        "/c\tlient",
                                        ProgramTraits.UNKNOWN.with(ProgramTraits.Answers.USR1_THEN_USR2))));
    }

    @Test
    void whatIsConfirmedChangesOnlyAfterTwoFailuresInARow() {
        ProgramTraits known = ProgramTraits.UNKNOWN.confirm();
        ProgramTraits once = known.afterFailure(traits -> traits.with(ProgramTraits.Answers.USR2));
        assertThat(once.answers()).isEqualTo(ProgramTraits.Answers.USR1);
        assertThat(once.confirm()
                        .afterFailure(traits -> traits.with(ProgramTraits.Answers.USR2))
                        .answers())
                .isEqualTo(ProgramTraits.Answers.USR1);
        ProgramTraits twice = once.afterFailure(traits -> traits.with(ProgramTraits.Answers.USR2));
        assertThat(twice.answers()).isEqualTo(ProgramTraits.Answers.USR2);
        // Now it is not confirmed any more.
        assertThat(twice.afterFailure(traits -> traits.with(ProgramTraits.Answers.USR1))
                        .answers())
                .isEqualTo(ProgramTraits.Answers.USR1);
    }

    @Test
    void aLineThatCannotBeReadIsLeftOut() throws Exception {
        Path path = directory.resolve("signal-dialects");
        Files.writeString(path, "nonsense\n1:2\tM1\tUSR1\t-\t/a\n1:3\tM9\tUSR7\t-\t/b\n\n");
        assertThat(new LearnedProgramsFile(path).read())
                .containsExactly(Map.entry(
                        "1:2",
                        new LearnedPrograms.Known(
                                "/a", ProgramTraits.UNKNOWN.with(Dialect.M1).confirm())));
    }
}
