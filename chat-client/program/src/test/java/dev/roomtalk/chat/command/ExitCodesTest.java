package dev.roomtalk.chat.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.TestNode;
import dev.roomtalk.server.app.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command ends with the code that docs/operating/reference.md has for what happened. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExitCodesTest {
    private static final Path REFERENCE = Path.of("..", "..", "docs", "operating", "reference.md");

    /** Each command that asks a server, on a room ROOM; alice is the host of those rooms, the others are visitors. */
    private static final List<String> IN_A_ROOM = List.of(
            "send ROOM hi",
            "tail ROOM --count 1",
            "run ROOM --once true",
            "send-file ROOM",
            "get ROOM 00000000000000000000000000000000",
            "leave ROOM",
            "history ROOM",
            "who ROOM",
            "search word --room ROOM",
            "close-room ROOM",
            "react ROOM 1 +1",
            "edit ROOM 1 hi",
            "remove ROOM 1",
            "set-room ROOM --slow 2s",
            "topic ROOM news",
            "role ROOM bob moderator",
            "kick ROOM bob",
            "ban ROOM bob",
            "unban ROOM bob",
            "bans ROOM",
            "invite ROOM",
            "invites ROOM",
            "uninvite ROOM abababab");

    private static final List<String> IN_NONE =
            List.of("rooms", "mentions", "msg alice hi", "contacts", "create-room another", "token renew");

    @TempDir
    static Path home;

    private Node node;

    @BeforeAll
    void begin() throws IOException {
        node = TestNode.start(home.resolve("server"));
        Files.writeString(home.resolve("wrong"), "wrong\n");
        Files.writeString(home.resolve("secret"), "secret\n");
        for (String room : List.of("create-room hall", "create-room slow --slow 90s", "create-room quiet")) {
            run("alice", room).ends(ExitCode.DONE);
        }
        run("alice", "create-room club --password-file " + home.resolve("secret"))
                .ends(ExitCode.DONE);
        for (String one : List.of("bob", "carol", "dave")) {
            run(one, "send hall hello").ends(ExitCode.DONE);
        }
        run("alice", "ban hall dave").ends(ExitCode.DONE);
        run("alice", "role hall carol muted").ends(ExitCode.DONE);
        run("bob", "send slow first").ends(ExitCode.DONE);
    }

    @AfterAll
    void end() {
        node.close();
    }

    private ChatRun run(String user, String command) {
        String[] typed = Arrays.stream(command.split(" "))
                .map(word -> word.replace("HOME", home.toString()))
                .toArray(String[]::new);
        return new ChatRun(home, node.port(), user, "".getBytes(StandardCharsets.UTF_8), typed);
    }

    private static Stream<String> all() {
        return Stream.concat(IN_A_ROOM.stream(), IN_NONE.stream());
    }

    static Stream<Arguments> rows() {
        List<Arguments> rows = new ArrayList<>();
        // Of a server that cannot be reached, or is not the one that is meant, no command says anything else.
        all().forEach(command -> {
            rows.add(Arguments.of("bob", command + " --server 127.0.0.1:1", ExitCode.UNREACHABLE));
            rows.add(Arguments.of("bob", command + " --fingerprint SHA256:" + "A".repeat(43), ExitCode.UNTRUSTED));
            rows.add(Arguments.of("bob", command + " --no-such-option", ExitCode.BAD_INPUT));
            rows.add(Arguments.of("bob", command + " --name \u202Ex", ExitCode.BAD_INPUT));
            rows.add(Arguments.of("eve", command + " --name Alice", ExitCode.REFUSED));
        });
        IN_A_ROOM.forEach(command -> {
            rows.add(Arguments.of("bob", command.replace("ROOM", "nowhere"), ExitCode.REFUSED));
            rows.add(Arguments.of("bob", command.replace("ROOM", "\u202Ex"), ExitCode.BAD_INPUT));
            rows.add(Arguments.of("bob", command.split(" ", -1)[0], ExitCode.BAD_INPUT));
        });
        // Who is neither host nor moderator, or banned, muted, too early, without the password.
        for (String refused : List.of(
                "bob: leave hall",
                "bob: react hall 999 hi",
                "bob: send hall hi --reply-to 999",
                "bob: edit hall 2 hi",
                "bob: remove hall 999",
                "carol: remove hall 1",
                "bob: close-room hall",
                "bob: set-room hall --slow 2s",
                "bob: role hall carol moderator",
                "bob: kick hall carol",
                "bob: ban hall carol",
                "bob: unban hall dave",
                "bob: bans hall",
                "bob: invite hall",
                "bob: invites hall",
                "bob: uninvite hall abababab",
                "alice: kick hall nobody",
                "alice: ban hall nobody",
                "alice: unban hall bob",
                "alice: role hall nobody muted",
                "alice: uninvite hall abababab",
                "alice: create-room hall",
                "dave: send hall hi",
                "dave: tail hall --count 1",
                "dave: history hall",
                "carol: send hall hi",
                "bob: send slow second --timeout 2",
                "bob: send club hi",
                "bob: history club",
                "bob: who club",
                "bob: tail club --count 1",
                "bob: send club hi --password-file HOME/wrong",
                "bob: msg nobody hi")) {
            rows.add(Arguments.of(refused.split(": ", -1)[0], refused.split(": ", -1)[1], ExitCode.REFUSED));
        }
        for (String wrong : List.of(
                "",
                "frobnicate",
                "send hall " + "x".repeat(4001),
                "send hall hi --label (\u0007)",
                "send hall \u00A0",
                "send hall hi --timeout 0",
                "send hall hi --reply-to 0",
                "send club hi --password-file HOME/none",
                "send-file hall HOME/none",
                "get hall 00000000000000000000000000000000 --output HOME/none/none",
                "join hall",
                "tail hall --count 0",
                "history hall --last -1",
                "history hall --since 2026-02-02 --until 2026-01-01",
                "search word --since 2026-02-02 --before 2026-01-01",
                "search",
                "ban hall bob --for banana",
                "role hall bob king",
                "msg",
                "contacts banana",
                "invite hall --uses 0",
                "token export HOME/wrong",
                "token import HOME/wrong",
                "token",
                "config",
                "config banana",
                "completion",
                "completion tcsh",
                "fingerprint",
                "fingerprint forget --server unknown.example")) {
            rows.add(Arguments.of("bob", wrong, ExitCode.BAD_INPUT));
        }
        for (String done : List.of(
                "--help",
                "--version",
                "send --help",
                "rooms",
                "mentions",
                "contacts",
                "msg alice hi",
                "who hall",
                "history hall",
                "history quiet",
                "history hall --around 1 --lines 2",
                "send hall hi",
                "send club hi --password-file HOME/secret",
                "tail hall --last 1 --count 1",
                "search hello --room hall",
                "fingerprint list",
                "config path",
                "config check",
                "config show",
                "config example",
                "completion bash",
                "completion zsh",
                "completion fish",
                "token export")) {
            rows.add(Arguments.of("bob", done, ExitCode.DONE));
        }
        for (String done : List.of(
                "topic hall news",
                "bans hall",
                "invite hall",
                "invites hall",
                "set-room hall",
                "bans quiet",
                "invites quiet",
                "set-room hall --slow 0s")) {
            rows.add(Arguments.of("alice", done, ExitCode.DONE));
        }
        rows.add(Arguments.of("bob", "search nothinglikeit", ExitCode.NOTHING_FOUND));
        rows.add(Arguments.of("bob", "search hello --room hall --since 2100-01-01", ExitCode.NOTHING_FOUND));
        return rows.stream();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("rows")
    void refusedIsNotUnknownAndUnknownIsNotWrong(String user, String command, ExitCode wanted) {
        ChatRun run = command.isEmpty() ? new ChatRun(home, node.port(), user, new byte[0]) : run(user, command);
        run.ends(wanted);
        if (wanted != ExitCode.DONE && wanted != ExitCode.NOTHING_FOUND && !command.isEmpty()) {
            assertThat(run.err()).startsWith("chat: ").hasLineCount(1);
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void noCommandIsForgotten() {
        assertThat(rows().map(row -> String.valueOf(row.get()[1]).split(" ", 2)[0]))
                .containsAll(CommandLines.COMMANDS.keySet());
    }

    /** The table has each code, and help says the same of it. */
    @Test
    void theTableIsWhatHelpSays() throws IOException {
        String page = Files.readString(REFERENCE);
        String table =
                page.substring(page.indexOf("| `chat`, `signal-bridge`, `signal-send` |"), page.indexOf("## Metrics"));
        List<String> codes = Pattern.compile("^\\| (\\d+) \\|", Pattern.MULTILINE)
                .matcher(table)
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(codes)
                .containsExactly(Arrays.stream(ExitCode.values())
                        .map(code -> Integer.toString(code.number()))
                        .toArray(String[]::new));
        String help = run("bob", "send --help").ends(ExitCode.DONE).out();
        for (ExitCode code : ExitCode.values()) {
            assertThat(help).containsPattern("(?m)^ +" + code.number() + " +" + Pattern.quote(code.meaning()) + "$");
        }
    }
}
