package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People in pseudo-terminals. */
final class TerminalsTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void twoPeopleTalk() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        stage.chat(alice, server, "create-room", "hall");
        Terminal aliceSees = stage.terminal(alice, "chat", server.command(alice, "join", "--lines", "hall"));
        Terminal bobSees = stage.terminal(bob, "chat", server.command(bob, "join", "--lines", "hall"));
        aliceSees.awaitMembers(2);
        bobSees.awaitMembers(2);

        aliceSees.enter("good morning, bob");
        bobSees.awaitText("good morning, bob");
        bobSees.enter("good morning, alice");
        aliceSees.awaitText("good morning, alice");

        aliceSees.enter("/quit");
        assertThat(aliceSees.awaitEnd()).isZero();
        bobSees.press("C-d");
        assertThat(bobSees.awaitEnd()).isZero();
    }

    @Test
    void aLineBeingTypedStaysWholeWhileMessagesArrive() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        stage.chat(alice, server, "create-room", "hall");
        Terminal screen = stage.terminal(alice, "chat", server.command(alice, "join", "--lines", "hall"));
        screen.awaitScreen("connection", shown -> shown.contains("· connected ·"));
        Program send = stage.start(bob, "chat", server.command(bob, "send", "hall"));
        String half = "this is half of ";
        String whole = "this is half of what I mean";

        screen.type(half);
        for (int i = 1; i <= 100; i++) {
            send.say("message " + i);
        }
        screen.awaitText("message 50");
        screen.type("what I mean");
        send.endInput();
        assertThat(send.awaitEnd()).isEqualTo(new Outcome(0, "", ""));
        screen.awaitText("message 100");

        screen.awaitScreen("line as it was typed", shown -> typed(shown).contains("hall> " + whole));
        screen.press("Enter");
        screen.awaitAll("own message", shown -> shown.contains("alice  " + whole));
        List<String> messages = screen.everything()
                .lines()
                .filter(line -> line.contains("message "))
                .map(line -> line.substring(line.indexOf("message ")).strip())
                .toList();
        assertThat(messages).hasSize(100).first().isEqualTo("message 1");
        assertThat(messages).doesNotHaveDuplicates();
    }

    @Test
    void oneUserInTwoTerminalsIsOneMember() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "hall");
        Terminal left = stage.terminal(alice, "chat", server.command(alice, "join", "--lines", "hall"));
        left.awaitMembers(1);
        Terminal right = stage.terminal(alice, "chat", server.command(alice, "join", "--lines", "hall"));
        right.awaitMembers(1);

        left.enter("from the left");
        right.awaitText("from the left");
        right.enter("from the right");
        left.awaitText("from the right");

        right.enter("/quit");
        assertThat(right.awaitEnd()).isZero();
        left.enter("still here");
        left.awaitText("alice  still here");
        assertThat(stage.chat(alice, server, "who", "hall").lines()).hasSize(1);
    }

    @Test
    void chatAloneAsksWhereToBegin() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "hall");
        Terminal terminal = stage.terminal(alice, "chat");

        terminal.awaitText("You are alice; your server is localhost:4242.");
        terminal.enter("2");
        terminal.awaitText("Server [localhost:4242]:");
        terminal.enter(server.address());
        terminal.awaitText("Your name [alice]:");
        terminal.enter("");
        terminal.awaitText("Room [lobby]:");
        terminal.enter("hall");

        terminal.awaitText("Joining hall at " + server.address() + " as alice.");
        terminal.awaitScreen("connection", shown -> shown.contains("#hall · 1 member · connected"));
    }

    @Test
    void chatAloneCanBeLeft() {
        Terminal terminal = stage.terminal(stage.person("alice"), "chat");
        terminal.awaitText("3  quit");
        terminal.enter("7");
        terminal.awaitText("Type 1, 2 or 3.");
        terminal.enter("3");
        assertThat(terminal.awaitEnd()).isZero();
    }

    /** The last line with a prompt. */
    private static String typed(String shown) {
        return shown.lines().filter(line -> line.startsWith("hall>")).reduce("", (earlier, later) -> later);
    }
}
