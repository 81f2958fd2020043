package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server in the foreground of a terminal. */
final class ForegroundServerTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private List<String> arguments() {
        return List.of(
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--data-dir",
                stage.directory().resolve("data").toString());
    }

    private Outcome status() {
        return stage.run(
                stage.person("operator"),
                "room-server",
                "status",
                "--data-dir",
                stage.directory().resolve("data").toString());
    }

    @Test
    void endsWithItsTerminal() {
        Terminal terminal =
                stage.terminal(stage.person("alice"), "room-server", arguments().toArray(String[]::new));
        terminal.awaitText("ready: tcp");
        ProcessHandle server = terminal.program();
        assertThat(status().exitCode()).isZero();

        terminal.close();

        await().atMost(Program.PATIENCE).until(() -> !server.isAlive());
        assertThat(status().err()).startsWith("room-server: no server is running on ");
    }

    @Test
    void outlivesItUnderNohup() {
        Path launcher = Stage.ROOT.resolve("bin").resolve("room-server");
        Terminal terminal = stage.terminal(
                stage.person("alice"),
                Missing.unlessOnPath("nohup", "to start a server that outlives its terminal")
                        .toString(),
                Stage.concat(new String[] {launcher.toString()}, arguments().toArray(String[]::new)));
        await().atMost(Program.PATIENCE).until(() -> status().exitCode() == 0);
        ProcessHandle server = terminal.program();

        terminal.close();

        assertThat(status().exitCode()).isZero();
        assertThat(server.isAlive()).isTrue();
        server.destroy();
        await().atMost(Program.PATIENCE).until(() -> !server.isAlive());
    }
}
