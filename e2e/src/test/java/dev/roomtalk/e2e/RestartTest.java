package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that goes away and comes back on the same port. */
final class RestartTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void clientsComeBackByThemselvesAfterItWasKilled() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        stage.chat(alice, server, "create-room", "hall");
        Terminal aliceSees = stage.terminal(alice, "chat", server.command(alice, "join", "--lines", "hall"));
        Terminal bobSees = stage.terminal(bob, "chat", server.command(bob, "join", "--lines", "hall"));
        aliceSees.awaitMembers(2);
        bobSees.awaitMembers(2);

        server.kill();
        aliceSees.awaitScreen("lost connection", shown -> shown.contains("reconnecting"));
        bobSees.awaitScreen("lost connection", shown -> shown.contains("reconnecting"));
        server.startAgain();
        aliceSees.awaitMembers(2);
        bobSees.awaitMembers(2);
        aliceSees.enter("are you back?");

        bobSees.awaitText("are you back?");
        bobSees.enter("I am");
        aliceSees.awaitText("I am");
    }

    @Test
    void aBanThatWasAnsweredIsThereAfterTheServerWasKilled() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person mallory = stage.person("mallory");
        stage.chat(alice, server, "create-room", "hall");
        Terminal mallorySees = stage.terminal(mallory, "chat", server.command(mallory, "join", "--lines", "hall"));
        mallorySees.awaitMembers(2);

        stage.chat(alice, server, "ban", "hall", "mallory", "spam");
        server.kill();
        mallorySees.awaitText("alice banned you: spam");
        server.startAgain();

        mallorySees.awaitScreen("connection", shown -> shown.contains("connected") && !shown.contains("reconnecting"));
        mallorySees.enter("/join hall");
        mallorySees.awaitText("alice has banned you from 'hall' until this is lifted: spam");
        String listed = stage.chat(alice, server, "who", "hall");
        assertThat(listed).contains("alice").doesNotContain("mallory");
    }

    @Test
    void aServerThatIsDrainedAndStartedAgainLosesNothing() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "hall");
        Listener hears = Listener.join(stage, server, alice, "hall");
        stage.chat(stage.person("bob"), server, "send", "hall", "before");

        Outcome drained = stage.run(
                stage.person("operator"),
                "room-server",
                "drain",
                "--within",
                "1s",
                "--data-dir",
                server.directory().toString());

        assertThat(drained)
                .isEqualTo(
                        new Outcome(0, "takes nobody new; 1 connection is asked to go within 1 s, then it ends\n", ""));
        assertThat(server.program().alive()).isFalse();
        assertThat(server.program().awaitEnd().exitCode()).isZero();
        server.startAgain();
        stage.chat(stage.person("bob"), server, "send", "hall", "after");
        hears.await("after");
        assertThat(hears.heard()).extracting(Listener.Heard::text).containsExactly("before", "after");
    }

    @Test
    void aServerThatIsToldToStopTellsItsClientsToComeBack() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "hall");
        Listener hears = Listener.join(stage, server, alice, "hall");

        Outcome stopped = server.stop();

        assertThat(stopped.out().lines()).hasSize(1);
        hears.program()
                .awaitUntil("a word about the stop", () -> hears.program().err().contains("come back"));
        server.startAgain();
        stage.chat(stage.person("bob"), server, "send", "hall", "welcome back");
        hears.await("welcome back");
    }
}
