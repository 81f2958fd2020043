package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People in pseudo-terminals, on the full screen. */
final class FullScreenTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void twoPeopleTalk() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        stage.chat(alice, server, "create-room", "hall");
        stage.chat(alice, server, "topic", "hall", "what happens tonight");
        Terminal aliceSees = stage.terminal(alice, "chat", server.command(alice, "join", "hall"));
        Terminal bobSees = stage.terminal(bob, "chat", server.command(bob, "join", "hall"));
        aliceSees.awaitMembers(2);
        bobSees.awaitMembers(2);
        assertThat(aliceSees.screen()).startsWith(" #hall · what happens tonight");
        await().atMost(Program.PATIENCE).until(() -> aliceSees.title().equals("hall – Roomtalk"));
        aliceSees.awaitScreen("both of them", shown -> shown.contains("│ 2 here") && shown.contains("│ bob"));

        aliceSees.enter("good morning, bob");
        bobSees.awaitScreen("alice's message", shown -> shown.contains("alice │ good morning, bob"));
        bobSees.enter("good morning, alice");
        aliceSees.awaitScreen("bob's message", shown -> shown.contains("bob │ good morning, alice"));

        aliceSees.enter("/who");
        aliceSees.awaitScreen("the answer", shown -> shown.contains("2 members in hall"));
        aliceSees.press("Escape");
        aliceSees.awaitScreen("no answer", shown -> !shown.contains("2 members in hall"));

        aliceSees.enter("/quit");
        assertThat(aliceSees.awaitEnd()).isZero();
        assertThat(aliceSees.screen()).doesNotContain("good morning");
        assertThat(aliceSees.title()).doesNotContain("hall");
        bobSees.press("C-d");
        assertThat(bobSees.awaitEnd()).isZero();
    }

    @Test
    void aDraftStaysWholeWhileMessagesArriveAndPageUpFindsThemAll() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        stage.chat(alice, server, "create-room", "hall");
        Terminal screen = stage.terminal(alice, "chat", server.command(alice, "join", "hall"));
        screen.awaitMembers(1);
        Program send = stage.start(bob, "chat", server.command(bob, "send", "hall"));
        screen.type("this is half of ");
        IntStream.rangeClosed(1, 100).forEach(n -> send.say("message " + n + "."));
        screen.awaitScreen("some messages", shown -> shown.contains("│ message "));
        screen.type("what I mean");
        send.endInput();
        assertThat(send.awaitEnd()).isEqualTo(new Outcome(0, "", ""));
        screen.awaitScreen("the last message", shown -> shown.contains("message 100."));
        screen.awaitScreen("the draft", shown -> shown.endsWith("hall> this is half of what I mean"));

        for (int page = 0; page < 6; page++) {
            screen.press("PageUp");
        }
        screen.awaitScreen("the first message", shown -> shown.contains("message 1."));
        screen.press("Escape");
        screen.press("Enter");
        screen.awaitScreen("own message", shown -> shown.contains("alice │ this is half of what I mean"));
    }

    @Test
    void whatIsTypedIsHelpedAndTextAloneCanBeSelected() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "hall");
        Terminal screen = stage.terminal(alice, "chat", server.command(alice, "join", "hall"));
        screen.awaitMembers(1);
        screen.type("/mute alice ");
        screen.awaitScreen(
                "the usage", shown -> shown.contains("/mute NAME [DURATION] [REASON]") && shown.contains("1 hour"));
        screen.press("C-u");
        screen.type("done :tad");
        screen.awaitScreen("the name", shown -> shown.contains(":tada:"));
        screen.press("Tab");
        screen.press("Enter");
        screen.awaitScreen("the emoji", shown -> shown.contains("alice │ done 🎉"));
        assertThat(screen.reportsMouse()).isTrue();

        screen.press("M-c");
        screen.awaitScreen(
                "text alone",
                shown -> shown.contains("\ndone 🎉\n── copy:") && !shown.contains("│") && !shown.contains("connected"));
        assertThat(screen.reportsMouse()).isFalse();
        screen.press("Escape");
        screen.awaitScreen("the panes", shown -> shown.contains("│ 1 here"));
        assertThat(screen.reportsMouse()).isTrue();
    }

    @Test
    void theTerminalIsAsBeforeWhenTheProgramIsTerminated() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "hall");
        Terminal screen = stage.terminal(alice, "chat", server.command(alice, "join", "--no-mouse", "hall"));
        screen.awaitMembers(1);
        assertThat(screen.reportsMouse()).isFalse();

        screen.program().destroy();

        assertThat(screen.awaitEnd()).isEqualTo(143);
        assertThat(screen.screen()).doesNotContain("#hall");
    }

    @Test
    void theFirstFrameComesBeforeTheServerAnswers() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + silent.getLocalPort();
            Terminal screen = stage.terminal(
                    stage.person("alice"),
                    "chat",
                    "join",
                    "hall",
                    "--server",
                    address,
                    "--fingerprint",
                    "SHA256:" + "A".repeat(43));
            screen.awaitScreen("first frame", shown -> shown.contains(" connecting to " + address + " …"));
            screen.press("C-c");
            assertThat(screen.awaitEnd()).isEqualTo(130);
        }
    }

    /** Its times are for a quiet machine: here it counts that it finds them, and what memory the chat takes. */
    @Test
    void whatAPersonWaitsForCanBeMeasured() {
        Outcome bench = stage.run(
                stage.person("alice"),
                "bench",
                "screen",
                "--json",
                "--minutes",
                "0.02",
                "--idle",
                "1",
                "--starts",
                "1");
        assertThat(bench.out())
                .containsPattern("\"messages\": [1-9]")
                .containsPattern("\"version_ms\": [1-9]")
                .containsPattern("\"first_frame_ms\": [1-9]")
                .containsPattern("\"key_p99_ms\": [0-9.]*[1-9]");
        assertThat(bench.err()).doesNotContain("memory").doesNotContain("does not show");
    }

    @Test
    void aServerThatIsNotThereIsSaidOnTheScreenFromBefore() {
        Person alice = stage.person("alice");
        Terminal screen = stage.terminal(alice, "chat", "join", "hall", "--server", "localhost:1");
        assertThat(screen.awaitEnd()).isEqualTo(3);
        screen.awaitText("localhost:1");
        assertThat(screen.screen()).doesNotContain("connecting to");
    }

    @Test
    void aScreenReaderAndAPipeGetLines() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "hall");
        Terminal reader = stage.terminal(
                alice, "/bin/sh", shell("ACCESSIBLE=1 exec \"$@\"", server.command(alice, "join", "hall")));
        reader.awaitMembers(1);
        Terminal pipe = stage.terminal(alice, "/bin/sh", shell("\"$@\" | cat", server.command(alice, "join", "hall")));
        pipe.awaitText("you are in hall");
        reader.enter("hello");
        reader.awaitText("› alice  hello");
        pipe.awaitText("alice  hello");
        pipe.enter("/quit");
        assertThat(pipe.awaitEnd()).isZero();
        assertThat(pipe.everything()).doesNotContain("connected");
    }

    /** The arguments of sh for a script that gets the chat with these arguments as its own. */
    private static String[] shell(String script, String... arguments) {
        return Stage.concat(
                new String[] {"-c", script, "sh", Stage.ROOT.resolve("bin/chat").toString()}, arguments);
    }
}
