package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The exit status of signal-bridge and signal-send where nothing reaches a room or a server, and the pages that list
 * what each status means. What becomes of a text is in {@link SignalSendTest}, {@link ExactlyOnceTest} and
 * {@link SignalBridgeTest}.
 */
@Execution(ExecutionMode.CONCURRENT)
final class ExitStatusTest {
    /** The number of no process: pid_max is 2²² at most. */
    private static final String NOBODY = "999999999";

    private static final Pattern IN_HELP = Pattern.compile("(?m)^ +(\\d+)  ");
    private static final Pattern IN_A_TABLE = Pattern.compile("(?m)^\\| (\\d+) \\|");

    @TempDir
    private Path directory;

    /** @param said part of the only line on standard error; null: there is none, and standard output has something */
    @ParameterizedTest(name = "{0} {2}: {1}")
    @CsvSource({
        "signal-send, 0, --help, ",
        "signal-send, 0, --version, ",
        "signal-send, 2, , the number of a process is missing",
        "signal-send, 2, --no-such-option 1 hello, --no-such-option",
        "signal-send, 2, nobody hello, is not the number of a process",
        "signal-send, 2, -5 hello, is not the number of a process",
        "signal-send, 2, 0 hello, is not the number of a process",
        "signal-send, 2, NOBODY hello, there is no process",
        "signal-send, 2, --dialect framed NOBODY hello, is not a signal-bridge of this user",
        "signal-send, 2, --dialect M99 NOBODY hello, there is no dialect M99",
        "signal-send, 2, --timeout 0 NOBODY hello, --timeout is between",
        "signal-send, 2, --pace=-1 NOBODY hello, --pace is between",
        "signal-send, 2, --lane fast NOBODY hello, --lane is auto or bits",
        "signal-send, 2, --remember nonsense NOBODY, there is no dialect nonsense",
        "signal-send, 3, --timeout 1 --pid-file DIRECTORY/none hello, not delivered: the bridge of",
        "signal-bridge, 0, --help, ",
        "signal-bridge, 0, --version, ",
        "signal-bridge, 0, dialects, ",
        "signal-bridge, 2, , --room",
        "signal-bridge, 2, --no-such-option, --no-such-option",
        "signal-bridge, 2, dialects --no-such-option, --no-such-option",
        "signal-bridge, 2, --room ops --server host:99999, is not a server",
        "signal-bridge, 3, --stdin --room ops --plain --server 127.0.0.1:1, 127.0.0.1"
    })
    void theStatusSaysWhatBecameOfIt(String program, int status, String typed, String said) throws Exception {
        List<String> command = new ArrayList<>(
                StartedProgram.maskedJava(program.equals("signal-send") ? SignalSend.class : SignalBridge.class));
        if (typed != null) {
            command.addAll(List.of(typed.replace("NOBODY", NOBODY)
                    .replace("DIRECTORY", directory.toString())
                    .split(" ")));
        }
        try (StartedProgram started = start(command)) {
            assertThat(started.exitStatus()).as("%s", started.errors()).isEqualTo(status);
            if (said == null) {
                assertThat(started.errors()).isEmpty();
                assertThat(started.output()).isNotEmpty();
            } else {
                assertThat(started.output()).isEmpty();
                assertThat(started.errors())
                        .singleElement()
                        .asString()
                        .startsWith(program + ": ")
                        .contains(said);
            }
        }
    }

    /** What both programs end with stands in one table, beside what chat ends with. */
    @Test
    void thePagesListWhatHelpLists() throws Exception {
        List<String> ofSend = statuses(IN_HELP, help(SignalSend.class));
        List<String> ofBridge = statuses(IN_HELP, help(SignalBridge.class));

        assertThat(statuses(IN_A_TABLE, table("BRIDGE.md", "| exit status | from a bridge |")))
                .containsExactlyElementsOf(ofSend);
        assertThat(statuses(IN_A_TABLE, table("operating/reference.md", "| `chat`, `signal-bridge`, `signal-send` |")))
                .containsAll(ofSend)
                .containsAll(ofBridge);
    }

    private static List<String> statuses(Pattern pattern, String text) {
        List<String> found =
                pattern.matcher(text).results().map(row -> row.group(1)).toList();
        assertThat(found).as(text).contains("0", "1", "2", "3", "4", "6", "130");
        return found;
    }

    private String help(Class<?> program) throws Exception {
        List<String> command = new ArrayList<>(StartedProgram.maskedJava(program));
        command.add("--help");
        try (StartedProgram help = start(command)) {
            assertThat(help.exitStatus()).isZero();
            String all = String.join("\n", help.output());
            return all.substring(all.indexOf("Exit status:"));
        }
    }

    /** The table of that page that begins so. */
    private static String table(String page, String beginning) throws IOException {
        String text = Files.readString(Path.of("..", "docs", page));
        int begin = text.indexOf(beginning);
        assertThat(begin).as(page).isNotNegative();
        return text.substring(begin, text.indexOf("\n\n", begin));
    }

    private StartedProgram start(List<String> command) throws IOException {
        return new StartedProgram(
                command, Map.of("XDG_STATE_HOME", directory.toString(), "XDG_CONFIG_HOME", directory.toString()));
    }
}
