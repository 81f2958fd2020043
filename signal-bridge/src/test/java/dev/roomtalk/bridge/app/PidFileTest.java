package dev.roomtalk.bridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PidFileTest {
    @TempDir
    private Path directory;

    @Test
    void itHoldsThePidUntilItIsClosedAndNothingElseIsLeftBehind() throws Exception {
        Path file = directory.resolve("bridge.pid");
        Files.writeString(file, "of an earlier bridge that was killed\n");
        try (PidFile _ = PidFile.write(file, 4711)) {
            assertThat(file).hasContent("4711\n");
            assertThat(directory).isDirectoryContaining(path -> path.equals(file));
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theFileOfALaterBridgeIsLeftAlone() throws Exception {
        Path file = directory.resolve("bridge.pid");
        try (PidFile _ = PidFile.write(file, 4711)) {
            PidFile.write(file, 4712);
        }
        assertThat(file).hasContent("4712\n");
    }

    @Test
    void aFileThatIsGoneAlreadyIsNoFailure() throws Exception {
        Path file = directory.resolve("bridge.pid");
        try (PidFile _ = PidFile.write(file, 4711)) {
            Files.delete(file);
        }
        assertThat(directory).isEmptyDirectory();
    }
}
