package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.dialect.Dialect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** signal-send as a program. */
@Execution(ExecutionMode.CONCURRENT)
final class SignalSendTest {
    @TempDir
    private Path directory;

    @Test
    void aBridgeIsTalkedToOnTheFastLane() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            String text = "é🎉" + "x".repeat(3_990);
            StartedProgram sender = send(Map.of(), Long.toString(bridge.pid()), text);

            assertThat(sender.exitStatus()).as("%s", sender.errors()).isZero();
            assertThat(sender.output())
                    .singleElement()
                    .asString()
                    .matches(
                            "delivered: the room has stored it \\(3996 bytes by process %d on the fast lane in [0-9.]+ ms\\)"
                                    .formatted(bridge.pid()));
            assertThat(bridge.awaitText(text)).contains("/" + sender.pid() + " \"SignalSend\"");
        }
    }

    @Test
    void withoutTheFastLaneItSpeaksTheFramedDialectBitByBit() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            StartedProgram sender = send(Map.of(), "--lane", "bits", Long.toString(bridge.pid()), "é🎉 bit by bit");

            assertThat(sender.exitStatus()).as("%s", sender.errors()).isZero();
            assertThat(sender.output()).singleElement().asString().contains(" bit by bit, ");
            bridge.awaitText("é🎉 bit by bit");
            assertThat(bridge.finish(Counter.HEARD)).isEqualTo(1);
        }
    }

    @Test
    void aBridgeAcknowledgesEveryBitOfAnotherDialect() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            StartedProgram sender = send(Map.of(), "--dialect", "M2", Long.toString(bridge.pid()), "é🎉");

            assertThat(sender.exitStatus()).isZero();
            assertThat(sender.output())
                    .singleElement()
                    .asString()
                    .matches("delivered to process %d \\(RoomlessBridge\\): 56 bits acknowledged in \\d+ ms"
                            .formatted(bridge.pid()));
            assertThat(sender.errors()).isEmpty();
            assertThat(bridge.awaitText("é🎉")).contains("/" + sender.pid() + " \"SignalSend\"");
        }
    }

    @Test
    void theTextIsNotLostInALocaleWithoutIt() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            StartedProgram sender =
                    send(Map.of("LC_ALL", "C"), "--quiet", Long.toString(bridge.pid()), "naïve", "--🎉");

            assertThat(sender.exitStatus()).isZero();
            assertThat(sender.output()).isEmpty();
            bridge.awaitText("naïve --🎉");
        }
    }

    @Test
    void standardInputIsSentWithoutItsLastNewline() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.L1)) {
            StartedProgram sender = send(Map.of(), "--dialect", "l1", Long.toString(bridge.pid()));
            sender.process().getOutputStream().write("from a pipe 🎉\n".getBytes(StandardCharsets.UTF_8));
            sender.process().getOutputStream().close();

            assertThat(sender.exitStatus()).isZero();
            bridge.awaitText("from a pipe 🎉");
        }
    }

    @Test
    void startedLikeAnyOtherProgramItBlocksTheAnswersItself() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            List<String> command = new ArrayList<>(StartedProgram.java(SignalSend.class));
            command.addAll(List.of(Long.toString(bridge.pid()), "unmasked"));
            assertThat(new StartedProgram(command, Map.of()).exitStatus()).isZero();
            bridge.awaitText("unmasked");
        }
    }

    @Test
    void aServerOfOthersThatAnswersIsFollowed() throws Exception {
        try (StartedProgram server = StartedProgram.start(CPrograms.program("server"), "answers")) {
            StartedProgram sender = send(Map.of(), "--dialect", "M2", server.firstLine(), "to a server of others");

            assertThat(sender.exitStatus()).as("%s", sender.errors()).isZero();
            assertThat(server.exitStatus()).isZero();
            assertThat(server.output().get(1)).isEqualTo("to a server of others");
        }
    }

    @Test
    void aServerThatAnswersOnlyAtTheEndHasTheMessage() throws Exception {
        try (StartedProgram server = StartedProgram.start(CPrograms.program("server"), "done")) {
            StartedProgram sender = send(Map.of(), "--dialect", "M2", server.firstLine(), "hi");

            assertThat(sender.exitStatus()).isZero();
            assertThat(sender.output()).singleElement().asString().contains("answered at the end");
        }
    }

    /** What a server acknowledges it need not understand: this one shows something else. */
    @ParameterizedTest
    @ValueSource(strings = {"each1-spin", "done1-100"})
    void ofAServerWhoseOrderIsNotKnownNothingIsPromised(String kind) throws Exception {
        try (StartedProgram server = StartedProgram.start(CPrograms.program("server"), "--class=" + kind)) {
            StartedProgram sender = send(state(), server.firstLine(), "hi");

            assertThat(sender.exitStatus()).isEqualTo(6);
            assertThat(sender.errors())
                    .singleElement()
                    .asString()
                    .matches(".*acknowledged; in which order its server reads is unknown, see --dialect.*"
                            + "|.*it is not known whether it understood");
        }
    }

    @Test
    void whatAPersonSaysOfAServerIsRememberedForItsProgram() throws Exception {
        Map<String, String> state = state();
        String pid;
        try (StartedProgram server = StartedProgram.start(CPrograms.program("server"), "--class=each1-spin")) {
            pid = server.firstLine();
            StartedProgram probe = send(state, "--probe", pid);

            assertThat(probe.exitStatus()).isEqualTo(6);
            assertThat(probe.errors()).singleElement().asString().endsWith("signal-send --remember NAME " + pid);
            await().atMost(StartedProgram.PATIENCE)
                    .until(() -> server.output().stream().anyMatch(line -> line.endsWith("M1 is readable")));
            assertThat(server.output()).noneMatch(line -> line.matches(".*(M2|L1|L2) is readable.*"));
            StartedProgram remember = send(state, "--remember", "m1", pid);
            assertThat(remember.exitStatus()).as("%s", remember.errors()).isZero();
        }
        try (StartedProgram again = StartedProgram.start(CPrograms.program("server"), "--class=each1-spin")) {
            StartedProgram sender = send(state, again.firstLine(), "from now on");

            assertThat(sender.exitStatus()).as("%s", sender.errors()).isZero();
            await().atMost(StartedProgram.PATIENCE).until(() -> again.output().contains("from now on"));
        }
    }

    /** What the words of a probe left in a server does not come before the next text. */
    @Test
    void afterAProbeTheNextTextIsReadAlone() throws Exception {
        Map<String, String> state = state();
        try (StartedProgram server = StartedProgram.start(CPrograms.program("server"), "--class=each-pause")) {
            assertThat(send(state, "--probe", server.firstLine()).exitStatus()).isEqualTo(6);
            assertThat(send(state, "--remember", "M2", server.firstLine()).exitStatus())
                    .isZero();
            assertThat(send(state, server.firstLine(), "alone").exitStatus()).isZero();
            await().atMost(StartedProgram.PATIENCE).until(() -> server.output().contains("alone"));
        }
    }

    @Test
    void aServerThatIsNotReadyYetIsWaitedFor() throws Exception {
        try (StartedProgram server =
                StartedProgram.start(CPrograms.program("server"), "--class=each-pause", "--handler=late")) {
            StartedProgram sender = send(Map.of(), "--dialect", "M2", server.firstLine(), "patience");

            assertThat(sender.exitStatus()).as("%s", sender.errors()).isZero();
            await().atMost(StartedProgram.PATIENCE).until(() -> server.output().contains("patience"));
        }
    }

    @Test
    void whatContradictsIsRefused() throws Exception {
        for (List<String> arguments : List.of(
                List.of("--probe", "--remember", "M1", "4711"),
                List.of("--probe", "4711", "text"),
                List.of("--remember", "M9", "4711"),
                List.of("--remember", "framed", "4711"))) {
            StartedProgram sender = send(Map.of(), arguments.toArray(new String[0]));
            assertThat(sender.exitStatus()).as("%s", arguments).isEqualTo(2);
            assertThat(sender.errors()).singleElement().asString().startsWith("signal-send: ");
        }
    }

    @Test
    void ofAServerThatNeverAnswersNothingIsPromised() throws Exception {
        try (StartedProgram server = StartedProgram.start(CPrograms.program("server"), "silent")) {
            StartedProgram sender = send(Map.of(), server.firstLine(), "hi");

            assertThat(sender.exitStatus()).isEqualTo(6);
            assertThat(sender.errors()).singleElement().asString().contains("it is not known whether it understood");
        }
    }

    @Test
    void aServerThatEndsIsReported() throws Exception {
        try (StartedProgram server = StartedProgram.start(CPrograms.program("server"), "leaves")) {
            StartedProgram sender = send(Map.of(), server.firstLine(), "hi");

            assertThat(sender.exitStatus()).isEqualTo(6);
            assertThat(sender.errors()).singleElement().asString().contains("ended after");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "abc", "99999999999", "999999999"})
    void aPidThatIsNoneIsRefused(String pid) throws Exception {
        StartedProgram sender = send(Map.of(), pid, "text");

        assertThat(sender.exitStatus()).isEqualTo(2);
        assertThat(sender.errors()).singleElement().asString().startsWith("signal-send: ");
    }

    @Test
    void aProcessThatTheSignalsWouldKillIsRefusedByName() throws Exception {
        try (StartedProgram victim = StartedProgram.start("sleep", "60")) {
            StartedProgram sender = send(Map.of(), Long.toString(victim.pid()), "text");

            assertThat(sender.exitStatus()).isEqualTo(2);
            assertThat(sender.errors())
                    .containsExactly("signal-send: process " + victim.pid()
                            + " (sleep) does not listen to SIGUSR1 and SIGUSR2, which could kill it: nothing was sent");
            assertThat(victim.process().isAlive()).isTrue();
        }
    }

    @Test
    void theOwnDialectIsSpokenToBridgesOnly() throws Exception {
        try (StartedProgram server = StartedProgram.start(CPrograms.program("server"), "answers")) {
            StartedProgram sender = send(Map.of(), "--dialect", "framed", server.firstLine(), "hi");

            assertThat(sender.exitStatus()).isEqualTo(2);
            assertThat(sender.errors()).singleElement().asString().contains("is not a signal-bridge of this user");
        }
    }

    /** An environment in which nothing is remembered yet. */
    private Map<String, String> state() {
        return Map.of("XDG_STATE_HOME", directory.toString());
    }

    private static StartedProgram send(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(StartedProgram.maskedJava(SignalSend.class));
        command.addAll(List.of(arguments));
        return new StartedProgram(command, environment);
    }
}
