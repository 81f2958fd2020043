package dev.roomtalk.chat.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.chat.console.ChildProcesses;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.TestNode;
import dev.roomtalk.server.app.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code chat run}: a command that hears and speaks in a room. */
class RunCommandTest {
    @TempDir
    Path home;

    private Node node;

    @BeforeEach
    void begin() {
        node = TestNode.start(home.resolve("server"));
        chat("alice", "create-room", "hall").ends(ExitCode.DONE);
    }

    @AfterEach
    void end() {
        node.close();
    }

    private ChatRun chat(String user, String... args) {
        return new ChatRun(home, node.port(), user, new byte[0], args);
    }

    /** Runs a script of the shell as a bot, and returns when it has said {@code ready}. */
    private ChatRun bot(String script, String... options) {
        List<String> args = new ArrayList<>(List.of("run", "hall"));
        args.addAll(List.of(options));
        args.addAll(List.of("--", "sh", "-c", script));
        ChatRun bot = chat("bot", args.toArray(String[]::new));
        await().atMost(ChatRun.PATIENCE).until(() -> bot.code.isDone() || heard().contains(": ready\n"));
        return bot;
    }

    private String heard() {
        return chat("alice", "history", "hall").ends(ExitCode.DONE).out();
    }

    @Test
    void aCommandHearsWhatOthersSayAndSpeaks() throws Exception {
        Path seen = home.resolve("seen");
        ChatRun bot = bot(
                "echo ready; read -r line; printf '%s\\n' \"$line\" >'" + seen + "'; echo; echo 'heard it'; exit 0",
                "--once",
                "--label",
                "ci");
        chat("carol", "send", "hall", "it's \"broken\"").ends(ExitCode.DONE);
        bot.ends(ExitCode.DONE);
        // Its own "ready" it has not heard, and the blank line was not sent.
        assertThat(Files.readString(seen))
                .startsWith("{\"room\":\"hall\",\"epoch\":")
                .contains("\"author\":\"carol\",\"label\":null,\"text\":\"it's \\\"broken\\\"\",\"kind\":\"text\"");
        assertThat(heard()).containsSubsequence("bot · ci: ready\n", "carol: ", "bot · ci: heard it\n");
        assertThat(heard().lines().filter(line -> line.contains("bot"))).hasSize(2);
    }

    @Test
    void aCommandThatEndsIsStartedAgainAndHearsWhatWaited() {
        ChatRun bot = bot("echo ready; read -r line; echo \"one more\"; exit 3");
        chat("carol", "send", "hall", "first").ends(ExitCode.DONE);
        await().atMost(ChatRun.PATIENCE)
                .until(() -> bot.err().contains("the command has ended with status 3; it is started again in 1 s"));
        chat("carol", "send", "hall", "second").ends(ExitCode.DONE);
        await().atMost(ChatRun.PATIENCE)
                .until(() -> bot.err().contains("the command has ended with status 3; it is started again in 2 s"));
        assertThat(heard().split(": one more\n", -1)).hasSize(3);
        chat("alice", "close-room", "hall").ends(ExitCode.DONE);
        bot.ends(ExitCode.REFUSED);
        assertThat(bot.err()).contains("closed");
    }

    @Test
    void theCommandEndsWithTheRoom() throws Exception {
        Path file = home.resolve("pid");
        ChatRun bot = bot("echo $$ >'" + file + "'; echo ready; exec cat >/dev/null");
        ProcessHandle process =
                ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
        chat("alice", "close-room", "hall").ends(ExitCode.DONE);
        bot.ends(ExitCode.REFUSED);
        await().atMost(ChatRun.PATIENCE).until(() -> !process.isAlive());
    }

    @Test
    void whatIsNotUtf8IsNotSaidAndTheNextLineIs() {
        ChatRun bot = bot("echo ready; printf 'caf\\351\\n'; echo after; exit 4", "--once");
        bot.ends(ExitCode.FAILED);
        assertThat(bot.err()).contains("what the command printed is not said: ").contains("UTF-8");
        assertThat(heard()).contains("bot: after\n");
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        ChatRun bot = chat("bot", "run", "hall", "--", "no-such-program").ends(ExitCode.BAD_INPUT);
        assertThat(bot.err()).contains("no-such-program").hasLineCount(1);
        chat("bot", "run", "hall").ends(ExitCode.BAD_INPUT);
    }

    @Test
    void aCommandIsNotToldTheRoomsPassword() {
        ProcessBuilder builder = new ProcessBuilder("env");
        builder.environment().put("ROOMTALK_PASSWORD", "secret");
        ChildProcesses.hideSecrets(builder);
        assertThat(builder.environment()).doesNotContainKey("ROOMTALK_PASSWORD");
    }
}
