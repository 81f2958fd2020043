package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Private conversations: from a script to somebody who is not connected, and back from a terminal. */
final class ConversationsTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void whatIsSentToSomebodyWhoIsNotConnectedWaitsAndIsAnsweredFromATerminal() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        assertThat(stage.chat(bob, server, "create-room", "hall")).isEqualTo("made room hall\n");

        stage.chat(alice, server, "msg", "bob", "are you there?");

        Terminal terminal = stage.terminal(bob, "chat", server.command(bob, "join", "--lines", "hall"));
        terminal.awaitScreen("unread", shown -> shown.contains("#hall · 1 member · connected") && shown.contains("2"));
        terminal.enter("/msg alice here I am");
        terminal.awaitText("are you there?");
        terminal.awaitScreen("answer", shown -> shown.contains("here I am") && shown.contains("@alice · connected"));
        terminal.enter("/quit");
        assertThat(terminal.awaitEnd()).isZero();
        assertThat(stage.chat(alice, server, "history", "@bob")).contains("are you there?", "here I am");
        assertThat(stage.chat(bob, server, "rooms", "--json")).contains("\"room\":\"@alice\"", "\"unread\":0");
    }
}
