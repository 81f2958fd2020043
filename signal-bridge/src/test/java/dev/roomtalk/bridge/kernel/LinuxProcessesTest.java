package dev.roomtalk.bridge.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Processes whose parent never waits for them, and one whose parent has. */
final class LinuxProcessesTest {
    private final LinuxProcesses processes = new LinuxProcesses(new Linux(), Integer::toString);

    /** Runs a command as a child of a process that does not wait for it, and looks at it when it has ended. */
    private boolean killed(String command, boolean kill) throws IOException {
        Process parent = new ProcessBuilder("sh", "-c", command + " & echo $!; exec sleep 1000").start();
        try (BufferedReader out = parent.inputReader(StandardCharsets.UTF_8)) {
            int pid = Integer.parseInt(Objects.requireNonNull(out.readLine()));
            try (Processes.Held child = Objects.requireNonNull(processes.hold(pid))) {
                assertThat(child.killed()).as("alive").isFalse();
                if (kill) {
                    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                }
                await().until(() ->
                        Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z "));
                return child.killed();
            }
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void itIsKnownOfAProcessThatNobodyHasWaitedFor() throws IOException {
        assertThat(killed("sleep 1000", true)).isTrue();
        assertThat(killed("sleep 1", false)).isFalse();
        assertThat(killed("(sleep 1; exit 3)", false)).isFalse();
    }
}
