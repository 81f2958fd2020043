package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Processes that speak in a room with nothing but {@code kill}. */
final class SignalsTest {
    private static final Path SHELL_SENDER = Stage.ROOT.resolve("signal-bridge/signal-send.sh");

    @RegisterExtension
    final Stage stage = new Stage();

    @BeforeAll
    static void signalfd() {
        Missing.unlessLinux("for signalfd");
    }

    @Test
    void theShellSenderIsHeard() {
        Room room = room();

        Outcome sent =
                stage.run(room.alice, SHELL_SENDER.toString(), room.pid(), "Backup finished: 12 files, naïve 🎉");

        assertThat(sent).isEqualTo(new Outcome(0, "", ""));
        Listener.Heard heard = room.hears.await("Backup finished: 12 files, naïve 🎉");
        assertThat(heard.author()).isEqualTo("signals");
        assertThat(heard.label())
                .contains(System.getProperty("user.name") + "/")
                .contains("signal-send.sh");
    }

    @Test
    void signalSendIsHeardAndReportsDelivery() {
        Room room = room();

        Outcome sent = stage.run(room.alice, "signal-send", room.pid(), "hello", "room");

        assertThat(sent.exitCode()).isZero();
        assertThat(sent.err()).isEmpty();
        room.hears.await("hello room");
    }

    @Test
    void aMinitalkClientWrittenInCIsHeard() throws IOException {
        Path client = compiled("waits");
        Room room = room();

        Outcome sent = stage.run(room.alice, client.toString(), room.pid(), "hello from C");

        assertThat(sent).isEqualTo(new Outcome(0, "", ""));
        assertThat(room.hears.await("hello from C").label()).contains("waits");
    }

    @Test
    void noSignalKillsTheBridgeFromTheLaunchersFirstLineOn() {
        Room room = room();
        Program bridge = room.startBridge("storm");
        // It is the launcher's shell that gets these, then env, then a Java VM that is starting.
        Predicate<String> prints = line -> line.equals(Long.toString(bridge.pid()));
        bridge.awaitUntil("line with its PID", () -> {
            for (String signal : new String[] {"-USR1", "-USR2"}) {
                Program kill = stage.keep(Program.start(
                        stage.directory(), Map.of(), List.of("/bin/kill", signal, Long.toString(bridge.pid()))));
                assertThat(kill.awaitEnd().exitCode()).isZero();
            }
            return bridge.lines().anyMatch(prints);
        });

        stage.run(room.alice, "signal-send", Long.toString(bridge.pid()), "after the storm");

        room.hears.await("after the storm");
    }

    @Test
    void itWritesItsPidToAFileAsLongAsItHears() throws IOException {
        Room room = room();
        Path file = stage.directory().resolve("bridge.pid");
        Program bridge = room.startBridge("filed", "--pid-file", file.toString());
        bridge.awaitLine("PID", line -> line.equals(Long.toString(bridge.pid())));

        assertThat(Files.readString(file).strip()).isEqualTo(Long.toString(bridge.pid()));
        bridge.terminate();
        bridge.awaitEnd();
        assertThat(file).doesNotExist();
    }

    @Test
    void aSenderRefusesAProcessThatWouldDieOfIt() {
        Program sleep = stage.keep(Program.start(stage.directory(), Map.of(), List.of("/bin/sleep", "1000")));
        String pid = Long.toString(sleep.pid());

        Outcome java = stage.run(stage.person("alice"), "signal-send", pid, "hello");
        Outcome shell = stage.run(stage.person("alice"), SHELL_SENDER.toString(), pid, "hello");

        assertThat(java.exitCode()).isEqualTo(2);
        assertThat(java.err()).contains("sleep").hasLineCount(1);
        assertThat(shell.exitCode()).isEqualTo(2);
        assertThat(shell.err()).contains(pid).hasLineCount(1);
        assertThat(sleep.alive()).isTrue();
    }

    private Path compiled(String client) throws IOException {
        Path compiler = Missing.unlessOnPath("gcc", "to compile a Minitalk client");
        Path target = stage.directory().resolve(client);
        Path source = Stage.ROOT.resolve("signal-bridge/src/test/c").resolve(client + ".c");
        Program gcc = stage.keep(Program.start(
                stage.directory(),
                Map.of(
                        "PATH",
                        System.getenv("PATH"),
                        "TMPDIR",
                        stage.directory().toString()),
                List.of(compiler.toString(), "-o", target.toString(), source.toString())));
        assertThat(gcc.awaitEnd().exitCode()).as(gcc::toString).isZero();
        return target;
    }

    private Room room() {
        return new Room();
    }

    /** A server, a room with a listener, and a bridge that hears. */
    private final class Room {
        final Server server = stage.server();
        final Person alice = stage.person("alice");
        final Listener hears;
        private final Program bridge;

        Room() {
            stage.chat(alice, server, "create-room", "hall");
            hears = Listener.join(stage, server, alice, "hall");
            bridge = startBridge("signals");
            bridge.awaitLine("PID", line -> line.equals(pid()));
        }

        String pid() {
            return Long.toString(bridge.pid());
        }

        Program startBridge(String name, String... more) {
            Person operator = stage.person(name);
            String[] arguments = {
                "--room", "hall", "--server", server.address(), "--fingerprint", server.fingerprint(), "--name", name
            };
            return stage.start(operator, "signal-bridge", Stage.concat(arguments, more));
        }
    }
}
