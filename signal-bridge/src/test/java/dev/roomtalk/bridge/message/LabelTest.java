package dev.roomtalk.bridge.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.kernel.LinuxProcesses;
import dev.roomtalk.bridge.kernel.Processes.Identity;
import dev.roomtalk.bridge.kernel.ProgramName;
import dev.roomtalk.wire.Name;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LabelTest {
    @ParameterizedTest
    @CsvSource({
        "/bin/sh ./backup.sh --all, backup.sh",
        "sh backup.sh, backup.sh",
        "bash -c something, bash",
        "-bash, bash",
        "/usr/bin/python3.12 /opt/tool.py, tool.py",
        "./client 4711 hello, client",
        "/usr/bin/java -jar /opt/app/signal-bridge.jar PID, signal-bridge.jar",
        "java -Xmx1g -cp a:b dev.roomtalk.bridge.SignalSend 1 x, SignalSend",
        "java -version, java"
    })
    void theScriptOrProgramIsNamed(String commandLine, String program) {
        Identity identity = new Identity(1, "kernelname", Arrays.asList(commandLine.split(" ", -1)));

        assertThat(ProgramName.of(identity)).isEqualTo(program);
    }

    @Test
    void whoSpeaksIsSaid() {
        assertThat(Label.of("alice", 4711, new Identity(1, "backup.sh", List.of("/bin/sh", "/opt/backup.sh"))))
                .isEqualTo("alice/4711 \"backup.sh\"");
        assertThat(Label.of("alice", 4711, null)).isEqualTo("alice/4711");
        assertThat(Label.of("alice", 4711, new Identity(1, "kworker", List.of())))
                .isEqualTo("alice/4711 \"kworker\"");
    }

    @Test
    void aProgramCannotCloseTheQuotationNorSteerATerminal() {
        assertThat(Label.of("alice", 1, new Identity(1, "x", List.of("a\" bob \"b\u001b[2J\n\u202e"))))
                .isEqualTo("alice/1 \"a? bob ?b?[2J??\"");
    }

    @Test
    void aLongNameIsCutAtTheLimit() {
        String label = Label.of("alice", 1, new Identity(1, "x", List.of("🎉".repeat(100))));

        assertThat(label.codePointCount(0, label.length())).isEqualTo(Name.MAX_LABEL);
        assertThat(label).startsWith("alice/1 \"🎉🎉").endsWith("🎉...\"");
    }

    @Property(tries = 200)
    void everyLabelKeepsTheRules(@ForAll String user, @ForAll String command, @ForAll List<String> arguments) {
        String label = Label.of(user, Integer.MAX_VALUE, new Identity(1, command, arguments));

        assertThat(Name.label(label))
                .isInstanceOfSatisfying(
                        Name.Valid.class,
                        valid -> assertThat(valid.name().display()).isEqualTo(label));
        assertThat(label.chars().filter(c -> c == '"').count()).isIn(0L, 2L);
    }

    @Test
    void theStatFileIsReadWhateverTheNameContains() {
        String stat = "4711 (a) S (b) R 1 4711 4711 0 -1 4194304 96 0 0 0 0 0 0 0 20 0 1 0 987654 2891776 137 184467";

        Identity identity = LinuxProcesses.parse(
                stat.getBytes(StandardCharsets.UTF_8), "sh\0x y\0\0é\0".getBytes(StandardCharsets.UTF_8));

        assertThat(identity).isEqualTo(new Identity(987654, "a) S (b", List.of("sh", "x y", "", "é")));
    }

    @Test
    void aStatFileThatIsCutIsNothing() {
        String stat = "4711 (sh) S 1 4711 4711 0 -1 4194304 96 0 0 0 0 0 0 0 20 0 1 0";
        for (int end = 0; end < stat.length(); end++) {
            assertThat(LinuxProcesses.parse(stat.substring(0, end).getBytes(StandardCharsets.UTF_8), new byte[0]))
                    .isNull();
        }
    }

    @Test
    void aCommandLineMayLackItsLastZero() {
        String stat = "1 (x) S" + " 7".repeat(30);

        assertThat(Objects.requireNonNull(LinuxProcesses.parse(
                                stat.getBytes(StandardCharsets.UTF_8),
                                "rewritten title".getBytes(StandardCharsets.UTF_8)))
                        .arguments())
                .containsExactly("rewritten title");
    }
}
