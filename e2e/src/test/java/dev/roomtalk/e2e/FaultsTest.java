package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A data directory with which something is wrong. */
final class FaultsTest {
    private static final String NOT_STORED = "the server cannot store this now: ";

    @RegisterExtension
    final Stage stage = new Stage();

    /** From now on no file of the server may grow beyond so many bytes, or any number of them. */
    private void limitFiles(Server server, String bytes) {
        Path prlimit = Missing.unlessOnPath("prlimit", "to take the place for files away from a server");
        Outcome done = stage.run(
                stage.person("operator"),
                prlimit.toString(),
                "--pid",
                Long.toString(server.program().pid()),
                "--fsize=" + bytes + ":");
        assertThat(done.exitCode()).as(done.err()).isZero();
    }

    private Outcome run(Server server, Person who, String command, String... arguments) {
        return stage.run(who, "chat", server.command(who, command, arguments));
    }

    private static void assertRefused(Outcome outcome, String part) {
        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(4);
        assertThat(outcome.err()).contains(part).hasLineCount(1);
    }

    @Test
    void whereNothingCanBeWrittenRoomsGoOnAndEverythingElseIsRefusedUntilItCan() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "hall");
        Terminal screen = stage.terminal(alice, "chat", server.command(alice, "join", "--lines", "hall"));
        screen.awaitScreen("connection", shown -> shown.contains("connected"));
        limitFiles(server, "0");

        screen.enter("does anybody hear me?");
        screen.awaitText("relayed but not stored in hall");
        screen.awaitScreen("the status", shown -> shown.contains("NOT STORED"));
        Outcome sent = run(server, alice, "send", "hall", "still here");
        assertThat(sent.exitCode()).as(sent.toString()).isZero();
        assertThat(sent.err())
                .contains("the message was relayed, but not stored")
                .hasLineCount(1);
        screen.awaitText("still here");
        assertRefused(run(server, alice, "create-room", "attic"), NOT_STORED);
        assertRefused(run(server, alice, "topic", "hall", "silence"), NOT_STORED);
        assertRefused(run(server, alice, "close-room", "hall"), NOT_STORED);
        assertRefused(run(server, alice, "token", "renew"), NOT_STORED);
        assertRefused(run(server, stage.person("bob"), "rooms"), "this server takes no new users now");

        limitFiles(server, "unlimited");
        await().atMost(Program.PATIENCE)
                .until(() -> run(server, alice, "topic", "hall", "relief").exitCode() == 0);
        assertThat(stage.chat(alice, server, "send", "hall", "kept")).isEmpty();
        screen.enter("kept as well");
        screen.awaitScreen("the status", shown -> !shown.contains("NOT STORED"));
        stage.chat(alice, server, "create-room", "attic");
        server.program().awaitUntil("a word of it", () -> server.program().err().contains("storing again"));
        assertThat(server.program().err().lines().filter(line -> line.contains("torin") || line.contains("TORIN")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("NOT STORING, rooms go on"),
                        line -> assertThat(line).contains("storing again"));
    }

    private void assertDoesNotStart(Path directory, int code, String part) {
        Outcome outcome = stage.run(
                stage.person("operator"),
                "room-server",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--data-dir",
                directory.toString());
        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(code);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains(part, directory.toString()).hasLineCount(1);
    }

    @Test
    void aDirectoryThatAnotherServerIsUsingIsLeftToIt() {
        Server server = stage.server();
        assertDoesNotStart(server.directory(), 1, "another server is using");
        assertThat(server.program().alive()).isTrue();
    }

    @Test
    void aDamagedDatabaseIsNamedWithWhatToDo() throws IOException {
        Server server = stage.server();
        server.stop();
        Path database = server.directory().resolve("roomtalk.db");
        byte[] bytes = Files.readAllBytes(database);
        Arrays.fill(bytes, 0, 4096, (byte) 'x');
        Files.write(database, bytes);
        // To start it again makes it no better: a service manager leaves it alone.
        assertDoesNotStart(server.directory(), 2, "restore a backup");
    }
}
