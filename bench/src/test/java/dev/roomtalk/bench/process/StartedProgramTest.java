package dev.roomtalk.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StartedProgramTest {
    @Test
    void theProgramAndItsDirectoryGoWhenItIsClosed() throws IOException {
        Process process;
        Path directory;
        try (StartedProgram program = new StartedProgram()) {
            directory = program.directory();
            Files.writeString(Files.createDirectory(directory.resolve("data")).resolve("file"), "text");
            program.start(new ProcessBuilder("cat"));
            program.end();
            process = program.start(new ProcessBuilder("cat"));
            assertThat(process.isAlive()).isTrue();
        }
        assertThat(process.isAlive()).isFalse();
        assertThat(directory).doesNotExist();
    }

    @Test
    void whatWasNeverStartedLeavesNothing() {
        StartedProgram program = new StartedProgram();
        program.close();
        assertThat(program.directory()).doesNotExist();
    }
}
