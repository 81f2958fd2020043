package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExperienceTest {
    private static final Processes.Executable CLIENT = new Processes.Executable("64768:12", "/home/alice/client");

    @TempDir
    private Path directory;

    @Test
    void whatWasLearnedIsReadAgain() throws Exception {
        ExperienceFile file = new ExperienceFile(directory.resolve("new/signal-dialects"));
        assertThat(file.read()).isEmpty();

        List<Map<String, Experience.Known>> changes = new ArrayList<>();
        Experience experience = new Experience(Map.of(), changes::add);
        Dialect dialect = Objects.requireNonNull(Dialect.named("l1-greeting-length32"));
        experience.learn(CLIENT, habits -> habits.with(dialect).with(Habits.Answers.USR2));
        experience.learn(new Processes.Executable("1:2", "/tmp/a b"), Habits::withOtherAtEnd);
        file.write(changes.getLast());

        Experience again = new Experience(file.read(), all -> {});
        assertThat(again.of(CLIENT)).isEqualTo(new Habits(dialect, Habits.Answers.USR2, false));
        assertThat(again.of(new Processes.Executable("1:2", "/tmp/a b")))
                .isEqualTo(new Habits(null, Habits.Answers.USR1, true));
    }

    @Test
    void anInodeThatIsAnotherProgramNowIsNotKnown() {
        Experience experience = new Experience(Map.of(), all -> {});
        experience.learn(CLIENT, habits -> habits.with(Dialect.L1));
        assertThat(experience.of(new Processes.Executable("64768:12", "/usr/bin/other")))
                .isEqualTo(Habits.UNKNOWN);
        assertThat(experience.of(null)).isEqualTo(Habits.UNKNOWN);
    }

    @Test
    void whatIsNotNewIsNotWritten() {
        List<Map<String, Experience.Known>> changes = new ArrayList<>();
        Experience experience = new Experience(Map.of(), changes::add);
        experience.learn(CLIENT, habits -> habits.with(Dialect.M2));
        experience.learn(CLIENT, habits -> habits.with(Dialect.M2));
        assertThat(changes).hasSize(1);
    }

    @Test
    void theOldestIsForgottenForTheLatest() {
        List<Map<String, Experience.Known>> changes = new ArrayList<>();
        Experience experience = new Experience(Map.of(), changes::add);
        for (int i = 0; i <= Experience.CAPACITY; i++) {
            experience.learn(new Processes.Executable("1:" + i, "/a"), habits -> habits.with(Dialect.M2));
        }
        assertThat(changes.getLast())
                .hasSize(Experience.CAPACITY)
                .doesNotContainKey("1:0")
                .containsKey("1:" + Experience.CAPACITY);
    }

    @Test
    void aLineThatCannotBeReadIsLeftOut() throws Exception {
        Path path = directory.resolve("signal-dialects");
        Files.writeString(path, "nonsense\n1:2\tM1\tUSR1\t-\t/a\n1:3\tM9\tUSR7\t-\t/b\n\n");
        assertThat(new ExperienceFile(path).read())
                .containsExactly(Map.entry(
                        "1:2", new Experience.Known("/a", new Habits(Dialect.M1, Habits.Answers.USR1, false))));
    }
}
