package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    void whatWasWrongIsRight() {
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
                        && shown.contains("│ 1 not here"));
        screen.awaitScreen(
                "the rooms in order",
                shown -> shown.lines()
                        .map(row -> row.replaceFirst(" +│.*", "").strip())
                        .toList()
                        .containsAll(List.of("1 ops", "2 dev", "3 night", "4 hall", "5 club")));

        aFlagIsOneCharacter(screen);
        aDraftStaysInItsRoomAndWholeInEverySize(screen);
        aPastedBlockSaysWhatItIs(screen);
        rooms.subList(1, rooms.size()).forEach(room -> stage.chat(alice, server, "send", room, "news for " + room));
        allThatIsUnreadIsCounted(screen);
        Program send = stage.start(alice, "chat", server.command(alice, "send", "ops"));
        IntStream.rangeClosed(1, 60).forEach(n -> send.say("line " + n + "."));
        send.endInput();
        assertThat(send.awaitEnd()).isEqualTo(new Outcome(0, "", ""));
        anotherRoomIsShownAsItIsAfterScrolling(screen);

        screen.type("/");
        screen.press("Tab");
        screen.awaitScreen("the commands", shown -> shown.contains(" /again") && shown.contains(" /ban"));
        screen.press("C-u");
        awaitDraft(screen, "ops>");
        screen.press("C-d");
        assertThat(screen.awaitEnd()).isZero();
    }

    private static void aFlagIsOneCharacter(Terminal screen) {
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
    }

    private static void aDraftStaysInItsRoomAndWholeInEverySize(Terminal screen) {
        screen.type("a draft");
        screen.press("M-2");
        awaitDraft(screen, "dev>");
        screen.press("M-1");
        awaitDraft(screen, "ops> a draft");
        screen.type(IntStream.range(0, 25).mapToObj(n -> " word" + n).collect(Collectors.joining()));
        for (int columns : new int[] {60, 45, 100, 80}) {
            screen.resize(columns, ROWS);
            screen.awaitScreen("one draft at " + columns, shown -> {
                // Rows of a draft begin below its first letter, and may break within a word.
                String joined = shown.replace("\n     ", "");
                return joined.split("ops>", -1).length == 2
                        && joined.split("word7", -1).length == 2
                        && joined.endsWith("word24");
            });
        }
        screen.press("C-c");
        screen.awaitScreen("no draft", shown -> last(shown).equals("ops>") && !shown.contains("word"));
    }

    private static void aPastedBlockSaysWhatItIs(Terminal screen) {
        screen.paste("ops\ndev\nnight\nhall\nclub\nand more\n");
        awaitDraft(screen, "ops> ops … 6 lines, 32 bytes");
        screen.press("C-c");
        awaitDraft(screen, "ops>");
    }

    private static void allThatIsUnreadIsCounted(Terminal screen) {
        screen.resize(70, ROWS);
        screen.awaitScreen("all that is unread", shown -> shown.contains("2:dev 1") && shown.contains("club 1"));
        screen.resize(40, 12);
        screen.awaitScreen(
                "the rest as a number",
                shown -> shown.lines()
                        .anyMatch(
                                row -> row.startsWith(" 1:#ops") && row.length() <= 40 && row.matches(".*\\+[0-9].*")));
        screen.resize(80, ROWS);
    }

    private static void anotherRoomIsShownAsItIsAfterScrolling(Terminal screen) {
        screen.awaitScreen("the last line", shown -> shown.contains("line 60."));
        screen.press("PageUp");
        screen.awaitScreen("earlier lines", shown -> shown.contains("earlier messages") && !shown.contains("line 60."));
        screen.press("M-2");
        screen.awaitScreen("another room", shown -> shown.contains("news for dev") && !shown.contains("line "));
        screen.press("M-1");
        screen.awaitScreen("the newest lines", shown -> shown.contains("line 60.") && !shown.contains("earlier"));
    }
}
