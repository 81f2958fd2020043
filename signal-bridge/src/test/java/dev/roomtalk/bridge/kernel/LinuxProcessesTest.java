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
            // A shell would wait for it.
            awaitProgram(parent, "sleep");
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

    private static void awaitProgram(Process process, String name) {
        Path comm = Path.of("/proc/" + process.pid() + "/comm");
        await().until(() -> Files.readString(comm).equals(name + "\n"));
    }

    @Test
    void oneThatExecutesAnotherProgramIsSentNothing() throws IOException {
        Process process = new ProcessBuilder("sh", "-c", "trap : USR1; echo; read line; exec sleep 1000").start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                Processes.Held held = Objects.requireNonNull(processes.hold((int) process.pid()))) {
            assertThat(out.readLine()).isEmpty();
            assertThat(held.executable()).as("of a script nothing is known").isNull();
            assertThat(held.look()).isNotNull().matches(state -> state.takes(Signal.USR1));
            assertThat(held.sendIfTaken(Signal.USR2)).isFalse();
            assertThat(held.look()).isNotNull();
            assertThat(held.replaced()).isFalse();

            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            awaitProgram(process, "sleep");
            assertThat(held.sendIfTaken(Signal.USR1)).isFalse();
            assertThat(held.look()).isNull();
            assertThat(held.replaced()).isTrue();
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void oneThatCatchesASignalIsSentIt() throws IOException {
        Process process = new ProcessBuilder(
                        "sh", "-c", "trap 'echo caught; exit' USR1; echo; while :; do read line; done")
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                Processes.Held held = Objects.requireNonNull(processes.hold((int) process.pid()))) {
            assertThat(out.readLine()).isEmpty();
            assertThat(held.sendIfTaken(Signal.USR1)).isTrue();
            assertThat(out.readLine()).isEqualTo("caught");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void itIsKnownOfAProcessThatNobodyHasWaitedFor() throws IOException {
        assertThat(killed("sleep 1000", true)).isTrue();
        assertThat(killed("sleep 1", false)).isFalse();
        assertThat(killed("(sleep 1; exit 3)", false)).isFalse();
    }
}
