package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person's configuration file changes in the chat. */
final class ConfiguredChatTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private static void configure(Person who, String file) throws IOException {
        Files.writeString(Files.createDirectories(who.tokensAndPins()).resolve("chat.conf"), file);
    }

    @Test
    void aProfileHasTheServerAndItsRoomsAndAnAliasStandsForACommand() throws IOException {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "hall");
        stage.chat(alice, server, "create-room", "yard");
        configure(alice, """
                profile.work.server = %s
                profile.work.rooms = yard, hall
                alias.go = /room
                """.formatted(server.address()));
        assertThat(stage.run(alice, "chat", "who", "hall@work").exitCode()).isZero();

        Terminal terminal = stage.terminal(alice, "chat", "join", "--lines", "@work");
        terminal.awaitScreen("first room", shown -> shown.contains("#yard · 1 member · connected"));
        terminal.enter("/go hall");
        terminal.awaitScreen("second room", shown -> shown.contains("#hall · 1 member · connected"));
        terminal.enter("/quit");
        assertThat(terminal.awaitEnd()).isZero();
    }

    @Test
    void theFullScreenIsAsThePersonWantsIt() throws IOException {
        Server server = stage.server();
        Person alice = stage.person("alice");
        configure(alice, "rooms-pane = false\nname-columns = 8\nwindow-title = false\nkey.quick-switch = Ctrl-G\n");
        Terminal terminal = stage.terminal(alice, "chat", server.command(alice, "join", "hall", "yard", "--create"));
        terminal.awaitScreen(
                "log on the left",
                shown -> Pattern.compile("\n\\d\\d:\\d\\d        · │ you are in hall")
                        .matcher(shown)
                        .find());
        terminal.press("C-g");
        terminal.awaitScreen("list of rooms", shown -> shown.contains("Enter shows the room"));
        terminal.press("Enter");
        terminal.awaitScreen("other room", shown -> shown.contains("yard>"));
        assertThat(terminal.title()).doesNotContain("Roomtalk");

        configure(alice, "key.quick-switch = Crtl-G\n");
        assertThat(stage.run(alice, "chat", server.command(alice, "join", "hall"))
                        .err())
                .contains("chat.conf:1): 'Crtl-G' is not a key");
    }

    @Test
    void aMentionRunsACommandUnlessTheRoomIsMutedOrTheAuthorIgnored() throws IOException {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        Path said = stage.directory().resolve("said");
        configure(alice, "mention-words = deploy\non-mention = tee -a " + said + "\n");
        stage.chat(alice, server, "create-room", "hall");
        Terminal terminal = stage.terminal(alice, "chat", server.command(alice, "join", "--lines", "hall"));
        terminal.awaitScreen("connection", shown -> shown.contains("· connected"));

        stage.chat(bob, server, "send", "hall", "nothing for her|");
        stage.chat(bob, server, "send", "hall", "@alice: $(id)|");
        await().atMost(Program.PATIENCE)
                .until(() -> Files.exists(said) && Files.readString(said).endsWith("$(id)|"));
        terminal.enter("/notify nothing");
        terminal.awaitText("hall: muted, you are notified of nothing");
        stage.chat(bob, server, "send", "hall", "alice, hear me|");
        terminal.awaitText("alice, hear me|");
        terminal.enter("/notify default");
        terminal.awaitText("as your configuration says");
        terminal.enter("/ignore bob");
        terminal.awaitText("ignored bob");
        stage.chat(bob, server, "send", "hall", "alice, are you there|");
        terminal.enter("/unignore bob");
        terminal.awaitText("no longer ignored: bob");
        stage.chat(bob, server, "send", "hall", "the deploy is done|");
        terminal.awaitText("the deploy is done|");
        await().atMost(Program.PATIENCE).until(() -> Files.readString(said).endsWith("done|"));
        assertThat(said).hasContent("@alice: $(id)|the deploy is done|");
        assertThat(terminal.everything()).doesNotContain("are you there");
        terminal.enter("/quit");
        assertThat(terminal.awaitEnd()).isZero();
    }
}
