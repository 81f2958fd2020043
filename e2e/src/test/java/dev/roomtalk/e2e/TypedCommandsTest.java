package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person types on the full screen of a terminal of 80 columns, and then on a small one. */
final class TypedCommandsTest {
    private static final int ROWS = 24;

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void whatIsTypedDoesWhatItSays() throws IOException {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        stage.chat(alice, server, "create-room", "hall");
        Program send = stage.start(alice, "chat", server.command(alice, "send", "hall"));
        IntStream.rangeClosed(1, 60).forEach(n -> send.say(n == 20 ? "the needle is here" : "line " + n));
        send.endInput();
        assertThat(send.awaitEnd()).isEqualTo(new Outcome(0, "", ""));
        Files.writeString(stage.directory().resolve("notes.txt"), "text");
        Terminal screen = stage.terminal(bob, "chat", server.command(bob, "join", "hall"));
        screen.resize(80, ROWS);
        screen.awaitMembers(2);
        stage.start(stage.person("carol"), "chat", server.command(stage.person("carol"), "tail", "hall"));
        screen.awaitMembers(3);

        namesOfOtherChatsSayWhatToDo(screen);
        messagesAreEditedAndRemovedWhereTheyStand(screen);
        whatWasFoundIsShownAmongItsNeighbours(screen);
        whatWasTypedIsFoundAgain(screen);
        aFileIsSent(screen);
        stage.chat(alice, server, "msg", "bob", "see https://status.example/x and `ls`");
        aConversationOfTwoIsShown(screen, 80);
        screen.resize(40, 12);
        aConversationOfTwoIsShown(screen, 40);
        screen.enter("/quit");
        assertThat(screen.awaitEnd()).isZero();
    }

    private static void namesOfOtherChatsSayWhatToDo(Terminal screen) {
        screen.enter("/nick robert");
        screen.awaitScreen("what to do", shown -> shown.contains("! names cannot be changed here; quit, and start"));
        screen.enter("/mute alice 2x");
        screen.awaitScreen("no duration", shown -> shown.contains("! not done: '2x' is not a duration; use"));
        screen.enter("/kik alice");
        screen.awaitScreen(
                "no suggestion",
                shown -> shown.contains("! there is no command /kik; /help lists them.") && !shown.contains("/kick"));
        screen.enter("/jion yard");
        screen.awaitScreen("suggestion", shown -> shown.contains("did you mean /join?"));
        screen.press("Escape");
    }

    private static void messagesAreEditedAndRemovedWhereTheyStand(Terminal screen) {
        screen.enter("helo all");
        screen.awaitScreen("message", shown -> shown.contains("bob │ helo all"));
        screen.enter("oops");
        screen.awaitScreen("message", shown -> shown.contains("│ oops"));
        screen.enter("/me waves");
        screen.awaitScreen("action", shown -> shown.contains("* │ bob waves"));
        screen.enter("/edit 3 hello all");
        screen.awaitScreen("edited", shown -> shown.contains("bob │ hello all (edited)") && !shown.contains("helo"));
        screen.enter("/remove 2");
        screen.awaitScreen("removed", shown -> shown.contains("│ (removed by bob)") && !shown.contains("oops"));
    }

    private static void whatWasFoundIsShownAmongItsNeighbours(Terminal screen) {
        screen.enter("/search needle");
        screen.awaitScreen("hit", shown -> shown.contains("#hall alice  the needle is here"));
        screen.press("Up");
        screen.press("Enter");
        screen.awaitScreen(
                "its neighbours",
                shown -> shown.contains("── what was found")
                        && shown.contains("│ line 19")
                        && shown.contains("│ the needle is here")
                        && shown.contains("│ line 21"));
        screen.press("Escape");
        screen.awaitScreen("the newest lines", shown -> shown.contains("* │ bob waves"));
    }

    private static void whatWasTypedIsFoundAgain(Terminal screen) {
        screen.press("C-r");
        screen.type("helo");
        screen.awaitScreen(
                "what was typed",
                shown -> shown.lines().reduce("", (_, last) -> last).contains("helo all"));
        screen.press("C-c");
        screen.awaitScreen("empty line", shown -> shown.endsWith("\nhall>"));
    }

    private static void aFileIsSent(Terminal screen) {
        screen.type("/send no");
        screen.awaitScreen("the file", shown -> shown.contains(" notes.txt") && shown.contains("/send FILE"));
        screen.press("Tab");
        screen.press("Enter");
        screen.awaitScreen("its announcement", shown -> shown.contains("│ sent notes.txt (4 B"));
        screen.press("Escape");
        screen.enter("/save");
        screen.awaitScreen("the list", shown -> shown.contains("  1  notes.txt (4 B"));
        screen.press("Escape");
    }

    private static void aConversationOfTwoIsShown(Terminal screen, int columns) {
        screen.press("M-1");
        screen.awaitScreen("the room", shown -> shown.startsWith(" #hall"));
        screen.enter("/msg alice at " + columns);
        screen.awaitScreen(
                "the conversation",
                shown -> shown.startsWith(" @alice")
                        && shown.contains("│ at " + columns)
                        && shown.endsWith("\n@alice>")
                        && !shown.contains("member"));
        assertThat(screen.screen()).contains("https://status.example/x");
        screen.enter("/contacts");
        screen.awaitScreen("who may write", shown -> shown.contains("everybody may begin a conversation"));
        screen.press("Escape");
    }
}
