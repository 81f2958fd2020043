package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rooms as scripts use them: {@code create-room}, {@code send}, {@code tail}, {@code rooms}, {@code who}. */
final class ScriptsTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void twoPeopleHearEachOtherInOneOrder() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        assertThat(stage.chat(alice, server, "create-room", "hall")).isEqualTo("made room hall\n");
        Listener aliceHears = Listener.join(stage, server, alice, "hall");
        Listener bobHears = Listener.join(stage, server, bob, "hall");

        stage.chat(alice, server, "send", "hall", "good", "morning");
        stage.chat(bob, server, "send", "hall", "good day, grüß Gott, 早上好 🎉");

        bobHears.await("good day, grüß Gott, 早上好 🎉");
        aliceHears.await("good day, grüß Gott, 早上好 🎉");
        assertThat(bobHears.heard()).isEqualTo(aliceHears.heard());
        assertThat(bobHears.heard())
                .extracting(Listener.Heard::author, Listener.Heard::text)
                .containsExactly(tuple("alice", "good morning"), tuple("bob", "good day, grüß Gott, 早上好 🎉"));
    }

    @Test
    void aPipeSendsEachLineAndLeavesTheRoomAsItWas() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person builds = stage.person("builds");
        stage.chat(alice, server, "create-room", "hall");
        Listener hears = Listener.join(stage, server, alice, "hall");

        Program send = stage.start(builds, "chat", server.command(builds, "send", "hall"));
        for (int i = 1; i <= 200; i++) {
            send.say("line " + i);
        }
        send.endInput();

        assertThat(send.awaitEnd()).isEqualTo(new Outcome(0, "", ""));
        hears.await("line 200");
        List<String> texts = hears.heard().stream().map(Listener.Heard::text).toList();
        assertThat(texts).hasSize(200).doesNotHaveDuplicates().startsWith("line 1", "line 2", "line 3");
        assertThat(stage.chat(alice, server, "who", "hall")).doesNotContain("builds");
    }

    @Test
    void aMessageTooLargeForADatagramArrivesWhole() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        stage.chat(alice, server, "create-room", "hall");
        Listener hears = Listener.join(stage, server, bob, "hall");
        String large = "ä".repeat(2000);

        stage.chat(alice, server, "send", "hall", large);

        hears.await(large);
    }

    @Test
    void textThatWouldSteerATerminalIsShownAsMarks() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person mallory = stage.person("mallory");
        stage.chat(alice, server, "create-room", "hall");
        Program tail = stage.start(alice, "chat", server.command(alice, "tail", "hall", "--count", "1"));
        tail.awaitUntil(
                "member alice", () -> stage.chat(alice, server, "who", "hall").contains("here"));

        stage.chat(mallory, server, "send", "hall", "\u001b[2Jgone\u0007");

        Outcome heard = tail.awaitEnd();
        assertThat(heard.err()).isEmpty();
        assertThat(heard.out()).contains("gone").doesNotContain("\u001b", "\u0007");
    }

    @Test
    void listsRoomsAndMembers() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "hall", "--topic", "what is new");
        stage.chat(alice, server, "create-room", "cellar");

        assertThat(stage.chat(alice, server, "rooms")).contains("hall", "what is new", "cellar");
        assertThat(stage.chat(alice, server, "who", "hall")).contains("alice", "host");
    }
}
