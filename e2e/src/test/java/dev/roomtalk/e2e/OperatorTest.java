package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An operator at the machine of a running server. */
final class OperatorTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private Outcome ask(Server server, String... command) {
        String[] all = new String[command.length + 2];
        System.arraycopy(command, 0, all, 0, command.length);
        all[command.length] = "--data-dir";
        all[command.length + 1] = server.directory().toString();
        return stage.run(stage.person("operator"), "room-server", all);
    }

    /** By the shell's way: it leaves the streams of the process open. */
    private static void signal(Server server, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(
                                "kill",
                                "-" + name,
                                Long.toString(server.program().pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void looksAfterAServerAndLoadsItsConfigurationAgain() throws IOException, InterruptedException {
        Path file = Files.writeString(stage.directory().resolve("server.conf"), "max-rooms = 5\n");
        Server server = stage.server(Map.of(), "--config", file.toString(), "--log-format", "json");
        stage.chat(stage.person("alice"), server, "create-room", "hall");

        Outcome status = ask(server, "status");
        assertThat(status.out()).contains(server.fingerprint(), "rooms 1 of 5");
        assertThat(status.err()).isEmpty();
        assertThat(ask(server, "admin", "room", "hall").out()).contains("alice", "host");
        Outcome refused = ask(server, "admin", "close-room", "cellar");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).isEqualTo("room-server: there is no room 'cellar'\n");
        assertThat(ask(server, "admin", "kick", "hall").exitCode()).isEqualTo(2);

        Files.writeString(file, "max-rooms = 6\n");
        signal(server, "HUP");
        server.program()
                .awaitUntil(
                        "the change",
                        () -> server.program().err().contains("\"message\":\"reload: max-rooms: 5 -> 6 ("));
        Files.writeString(file, "max-rooms = many\n");
        Outcome wrong = ask(server, "reload");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).startsWith("room-server: nothing has changed: max-rooms (" + file + ":1): 'many'");
        assertThat(ask(server, "status").out()).contains("rooms 1 of 6");

        signal(server, "TERM");
        Outcome end = server.program().awaitEnd();
        assertThat(end.err().lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(end.err()).contains("\"room made\"", "\"stopped\"");
        assertThat(ask(server, "status").err()).startsWith("room-server: no server is running on ");
    }

    @Test
    void watchesItLive() {
        Server server = stage.server();
        stage.chat(stage.person("alice"), server, "create-room", "hall");
        Terminal picture = stage.terminal(
                stage.person("operator"),
                "room-server",
                "top",
                "--data-dir",
                server.directory().toString());
        picture.awaitScreen("a picture", shown -> shown.contains("hall") && shown.contains("SESSION OF"));
        picture.type("q");
        assertThat(picture.awaitEnd()).isZero();
        server.stop();
    }

    private Terminal typed(Server server, String... command) {
        String[] all = Arrays.copyOf(command, command.length + 2);
        all[command.length] = "--data-dir";
        all[command.length + 1] = server.directory().toString();
        return stage.terminal(stage.person("operator"), "room-server", all);
    }

    /** What cannot be undone asks a person at a terminal for the name, and changes nothing for any other answer. */
    @Test
    void whatCannotBeUndoneIsConfirmedAtATerminal() {
        Server server = stage.server();
        stage.chat(stage.person("alice"), server, "create-room", "hall");
        stage.chat(stage.person("bob"), server, "send", "hall", "hello");
        for (String answer : new String[] {"", "yes", "alice", "bo"}) {
            Terminal asked = typed(server, "admin", "user", "delete", "bob");
            asked.awaitScreen("the question", shown -> shown.contains("This cannot be undone. Type bob to do it:"));
            asked.enter(answer);
            assertThat(asked.awaitEnd()).as(answer).isEqualTo(2);
            asked.awaitScreen("what became of it", shown -> shown.contains("nothing was changed"));
        }
        Terminal ended = typed(server, "admin", "purge", "hall");
        ended.awaitScreen("the question", shown -> shown.contains("Type hall to do it:"));
        ended.press("C-d");
        assertThat(ended.awaitEnd()).isEqualTo(2);
        // Where nobody can be asked nothing is changed either.
        assertThat(ask(server, "admin", "user", "delete", "bob").err()).contains("--yes says that you mean it");
        assertThat(ask(server, "admin", "room", "hall").out()).contains("hall", "members are present");
        assertThat(ask(server, "export", "hall").out()).contains("hello");

        Terminal purged = typed(server, "admin", "purge", "hall");
        purged.awaitScreen("the question", shown -> shown.contains("Type hall to do it:"));
        purged.enter("hall");
        assertThat(purged.awaitEnd()).isZero();
        purged.awaitScreen("what was done", shown -> shown.contains("1 message was removed from 'hall'"));
        Terminal deleted = typed(server, "admin", "user", "delete", "bob");
        deleted.awaitScreen("the question", shown -> shown.contains("Type bob to do it:"));
        deleted.enter("bob");
        assertThat(deleted.awaitEnd()).isZero();
        assertThat(ask(server, "admin", "user", "export", "bob").exitCode()).isEqualTo(1);
        server.stop();
    }
}
