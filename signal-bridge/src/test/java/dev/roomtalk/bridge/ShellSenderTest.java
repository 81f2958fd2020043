package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.dialect.Dialect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** signal-send.sh, which is shipped, in the shells that people have. */
@Execution(ExecutionMode.CONCURRENT)
final class ShellSenderTest {
    private static final String SCRIPT =
            Path.of("signal-send.sh").toAbsolutePath().toString();

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aMessageOfAHundredCharactersIsHeardAsItWasTyped(String shell) throws Exception {
        String text = "naïve café 日本語 🎉👩‍👩‍👧 *? $HOME `ls` \"quoted\" 'single' \\n %s -e " + "x".repeat(40);
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            StartedProgram sender = in(shell, Long.toString(bridge.pid()), text);

            assertThat(sender.exitStatus()).isZero();
            assertThat(bridge.awaitText(text)).endsWith("/" + sender.pid() + " \"signal-send.sh\"");
            assertThat(sender.output()).isEmpty();
            assertThat(sender.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void severalWordsAndStandardInputAreHeard(String shell) throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            assertThat(in(shell, Long.toString(bridge.pid()), "several", "words")
                            .exitStatus())
                    .isZero();
            bridge.awaitText("several words");

            StartedProgram piped = in(shell, Long.toString(bridge.pid()));
            piped.process().getOutputStream().write("two lines\nin one 🎉\n".getBytes(StandardCharsets.UTF_8));
            piped.process().getOutputStream().close();
            assertThat(piped.exitStatus()).isZero();
            bridge.awaitText("two lines\\nin one 🎉");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aReceiverThatNeverAnswersIsPacedAndNothingIsPromised(String shell) throws Exception {
        try (StartedProgram server = StartedProgram.start(CPrograms.program("server"), "silent")) {
            StartedProgram sender = in(shell, server.firstLine(), "hi");

            assertThat(sender.exitStatus()).isEqualTo(6);
            assertThat(sender.errors()).singleElement().asString().contains("it is not known whether it understood");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void onlyInANamedDialectIsATextThatWasAcknowledgedDelivered(String shell) throws Exception {
        for (String dialect : List.of("M2", "M1", "L1", "L2")) {
            try (StartedProgram server = StartedProgram.start(CPrograms.program("server"), "answers", dialect)) {
                assertThat(in(shell, "--dialect", dialect, server.firstLine(), "hi")
                                .exitStatus())
                        .isZero();
                assertThat(server.exitStatus()).isZero();
                assertThat(server.output()).contains("hi");
            }
        }
        try (StartedProgram server = StartedProgram.start(CPrograms.program("server"), "answers", "M1")) {
            StartedProgram sender = in(shell, server.firstLine(), "hi");

            assertThat(sender.exitStatus()).isEqualTo(6);
            assertThat(sender.errors())
                    .containsExactly(
                            "signal-send.sh: acknowledged; in which order its server reads is unknown, see --dialect");
        }
    }

    @Test
    void aReceiverThatEndsIsReported() throws Exception {
        try (StartedProgram server = StartedProgram.start(CPrograms.program("server"), "leaves")) {
            StartedProgram sender = in("sh", server.firstLine(), "a long text");

            assertThat(sender.exitStatus()).isEqualTo(6);
            assertThat(sender.errors()).singleElement().asString().contains("ended after");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "abc", "1e3", "999999999"})
    void aPidThatIsNoneIsRefused(String pid) throws Exception {
        StartedProgram sender = in("sh", pid, "text");

        assertThat(sender.exitStatus()).isEqualTo(2);
        assertThat(sender.errors()).singleElement().asString().startsWith("signal-send.sh: ");
    }

    @Test
    void aProcessThatTheSignalsWouldKillIsRefused() throws Exception {
        try (StartedProgram victim = StartedProgram.start("sleep", "60")) {
            StartedProgram sender = in("sh", Long.toString(victim.pid()), "text");

            assertThat(sender.exitStatus()).isEqualTo(2);
            assertThat(sender.errors()).singleElement().asString().contains("would kill it");
            assertThat(victim.process().isAlive()).isTrue();
        }
    }

    @Test
    void nothingToSayIsRefused() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            StartedProgram sender = in("sh", Long.toString(bridge.pid()));
            sender.process().getOutputStream().close();

            assertThat(sender.exitStatus()).isEqualTo(2);
            assertThat(bridge.finish(Counter.SIGNALS)).isZero();
        }
    }

    private static StartedProgram in(String shell, String... arguments) throws Exception {
        if (!CPrograms.isOnPath(shell)) {
            CPrograms.missing("there is no " + shell + " to run signal-send.sh in");
        }
        List<String> command = new ArrayList<>(List.of(shell, SCRIPT));
        command.addAll(List.of(arguments));
        return new StartedProgram(command, Map.of());
    }
}
