package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people found wrong when they tried the chat, in a pseudo-terminal again. */
final class FoundByHandTest {
    private static final int ROWS = 24;

    @RegisterExtension
    final Stage stage = new Stage();

    private static String last(String screen) {
        return screen.substring(screen.lastIndexOf('\n') + 1);
    }

    private static void awaitDraft(Terminal screen, String draft) {
        screen.awaitScreen("draft " + draft, shown -> last(shown).equals(draft));
    }

    @Test
    void roomsAFlagAndADraftAreWhatTheyShouldBe() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        List<String> rooms = List.of("ops", "dev", "night", "hall", "club");
        rooms.forEach(room -> stage.chat(alice, server, "create-room", room));
        Terminal screen = stage.terminal(bob, "chat", server.command(bob, "join", rooms.toArray(String[]::new)));
        screen.resize(120, ROWS);
        screen.awaitMembers(2);
        // Alice is the host of these rooms, and not connected.
        screen.awaitScreen(
                "nobody else",
                shown -> shown.contains("you are in ops")
                        && !shown.contains("with alice")
                        && shown.contains("│ 1 away"));
        screen.awaitScreen(
                "the rooms in order",
                shown -> shown.lines()
                        .map(row -> row.replaceFirst(" +│.*", "").strip())
                        .toList()
                        .containsAll(List.of("1 ops", "2 dev", "3 night", "4 hall", "5 club")));

        // A flag, and the cursor before it.
        screen.type("🇩🇪");
        screen.press("Left");
        screen.press("Left");
        screen.type("X");
        screen.awaitScreen("X before the flag", shown -> last(shown).startsWith("ops> X"));
        assertThat(screen.cursor()).isEqualTo((ROWS - 1) + ",6");
        screen.press("C-u");
        screen.press("End");
        screen.press("C-u");
        awaitDraft(screen, "ops>");
        assertThat(screen.cursor()).isEqualTo((ROWS - 1) + ",5");

        // A draft stays in its room.
        screen.type("a draft");
        screen.press("M-2");
        awaitDraft(screen, "dev>");
        screen.press("M-1");
        awaitDraft(screen, "ops> a draft");
        screen.press("C-u");
        awaitDraft(screen, "ops>");
        screen.press("C-d");
        assertThat(screen.awaitEnd()).isZero();
    }
}
