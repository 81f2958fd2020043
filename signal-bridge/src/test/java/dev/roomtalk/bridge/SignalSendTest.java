package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.dialect.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** signal-send as a program. */
final class SignalSendTest {
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
            assertThat(send(Map.of(), server.firstLine(), "to a server of others")
                            .exitStatus())
                    .isZero();
            assertThat(server.exitStatus()).isZero();
            assertThat(server.output().get(1)).isEqualTo("to a server of others");
        }
    }

    @Test
    void aServerThatAnswersOnlyAtTheEndHasTheMessage() throws Exception {
        try (StartedProgram server = StartedProgram.start(CPrograms.program("server"), "done")) {
            StartedProgram sender = send(Map.of(), server.firstLine(), "hi");

            assertThat(sender.exitStatus()).isZero();
            assertThat(sender.output()).singleElement().asString().contains("answered at the end");
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

    private static StartedProgram send(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(StartedProgram.maskedJava(SignalSend.class));
        command.addAll(List.of(arguments));
        return new StartedProgram(command, environment);
    }
}
