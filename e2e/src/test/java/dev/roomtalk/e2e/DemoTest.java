package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The demo: alone, with a person, and however it ends. */
final class DemoTest {
    private static final Pattern SENDER = Pattern.compile("(\\S+/say)\\s+'Hello from a process'");
    private static final Pattern SECOND_CHAT = Pattern.compile("\\S+/join-as-bob");

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void withoutATerminalItPlaysAConversationInWhichEverythingArrives() {
        Outcome outcome = stage.run(stage.person("alice"), "demo");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("alice: Good morning", "bob: It is", "Backup finished: 12 files.");
        assertThat(outcome.out()).endsWith("Everything arrived.\n");
        assertEverythingEnds();
    }

    @Test
    void whatItSaysToTryNextWorks() {
        Terminal demo = demo();
        Matcher second = match(SECOND_CHAT, demo);
        Terminal bob = stage.terminal(stage.person("bob"), second.group());
        bob.awaitScreen("connection", shown -> shown.contains("· connected ·"));
        bob.enter("hello, I am bob");
        demo.awaitText("hello, I am bob");

        Matcher sender = match(SENDER, demo);
        Outcome sent = stage.run(stage.person("carol"), sender.group(1), "Hello from a process");
        assertThat(sent).isEqualTo(new Outcome(0, "", ""));
        demo.awaitScreen(
                "message of the process",
                shown -> shown.contains("\"signal-send.sh\"") && shown.contains("│ Hello from a process"));

        // Ctrl-C clears the line, and reaches neither the server nor the bridge.
        demo.type("half a line");
        demo.awaitScreen("half a line", shown -> shown.contains("lobby> half a line"));
        demo.press("C-c");
        demo.awaitScreen("empty line", shown -> !shown.contains("lobby> half a line"));
        bob.enter("are you still there?");
        demo.awaitText("are you still there?");

        demo.enter("/quit");
        assertThat(demo.awaitEnd()).isZero();
        bob.enter("/quit");
        bob.awaitEnd();
        assertEverythingEnds();
    }

    @Test
    void itEndsWithAChatThatIsKilled() {
        Terminal demo = demo();
        ProcessHandle chat = chat(demo);

        chat.destroyForcibly();

        assertThat(demo.awaitEnd()).isEqualTo(128 + 9);
        assertEverythingEnds();
    }

    @Test
    void itEndsWithItsTerminal() {
        Terminal demo = demo();

        demo.close();

        assertEverythingEnds();
    }

    @Test
    void itEndsWhenItsShellAndItsChatAreKilled() {
        Terminal demo = demo();
        ProcessHandle chat = chat(demo);

        demo.program().destroyForcibly();
        chat.destroyForcibly();

        assertEverythingEnds();
    }

    private static ProcessHandle chat(Terminal demo) {
        return demo.program()
                .children()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow();
    }

    private Terminal demo() {
        Terminal demo = stage.terminal(stage.person("alice"), "demo");
        demo.awaitScreen("room", shown -> shown.contains("· connected ·"));
        return demo;
    }

    private static Matcher match(Pattern pattern, Terminal terminal) {
        terminal.awaitAll(pattern.toString(), shown -> pattern.matcher(shown).find());
        Matcher matcher = pattern.matcher(terminal.everything());
        assertThat(matcher.find()).isTrue();
        return matcher;
    }

    /** Nothing that the demo started is left; the terminals' own tmux is. */
    private void assertEverythingEnds() {
        await().atMost(Program.PATIENCE)
                .untilAsserted(() -> assertThat(stage.leftOver())
                        .filteredOn(
                                process -> !process.info().command().orElse("").endsWith("/tmux"))
                        .isEmpty());
        // Everyone's temporary files are there, too.
        await().atMost(Program.PATIENCE)
                .untilAsserted(() -> assertThat(stage.directory()
                                .toFile()
                                .list((directory, name) -> !name.startsWith("home-") && !name.startsWith("tmux-")))
                        .isEmpty());
        assertThat(stage.person("alice").home().resolve(".local/state/roomtalk"))
                .doesNotExist();
    }
}
