package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.bridge.base.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real clients of the classes that {@link EveryLengthTest} does not have, against a bridge that is told nothing of
 * them. Whoever does not wait for answers is heard whole or not at all; nobody is killed by an answer or left hanging.
 */
@Execution(ExecutionMode.CONCURRENT)
final class EveryClassTest {
    private static final String TEXT = "disk of node 7 is full: été 🎉";
    private static final ClientKind PLAIN = ClientKind.waits("dialect=M2 signal=1");

    @Test
    void aClientThatLeavesAtTheWrongAnswerGetsTheOtherTheNextTime() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.auto()) {
            // The first is not killed: it ends by itself. How long it takes to be taken note of is not ours to say.
            await().atMost(StartedProgram.PATIENCE).until(() -> {
                int status = ClientKind.waits("dialect=M2 signal=2 other=fails")
                        .say(bridge.pid(), TEXT, 1)
                        .exitStatus();
                assertThat(status).isIn(0, 3);
                return status == 0;
            });
            bridge.awaitText(TEXT);
            assertThat(bridge.heard()).containsExactly(TEXT);
        }
    }

    @Test
    void messagesWithoutAByteAndOfOneAndOfFourThousandAndASecondOneOfTheSameProcess() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.auto()) {
            assertThat(PLAIN.say(bridge.pid(), "", 1).exitStatus()).isZero();
            bridge.awaitError("message rejected: it is empty");
            assertThat(PLAIN.say(bridge.pid(), "A", 1).exitStatus()).isZero();
            bridge.awaitText("A");
            String longest = "x1 ".repeat(1_333) + "!";
            assertThat(PLAIN.say(bridge.pid(), longest, 1).exitStatus()).isZero();
            bridge.awaitText(longest);
            assertThat(PLAIN.say(bridge.pid(), "twice", 2).exitStatus()).isZero();
            await().atMost(StartedProgram.PATIENCE).until(() -> bridge.heard().size() == 4);
            assertThat(bridge.heard()).containsExactly("A", longest, "twice", "twice");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dialect=M2 pace=400 linger=200",
                "dialect=L1 pace=100 linger=200",
                "dialect=M2-bare pace=800 linger=200",
                "dialect=M1-length32 pace=400 linger=200",
                "dialect=M2 ack=done signal=1 wait=sleep pace=400",
                "dialect=L2 ack=done signal=2 wait=sleep pace=400",
                "dialect=M1-bare ack=done wait=sleep pace=400 linger=200"
            })
    void aClientThatPacesIsHeardWholeOrNotAtAll(String words) throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.auto()) {
            for (int i = 1; i <= 3; i++) {
                int status = ClientKind.of(words).say(bridge.pid(), TEXT, 1).exitStatus();
                // 3: the signal for its end came early, because the machine stood still in the middle of its text.
                assertThat(status).isIn(0, 3);
            }
            long heard = bridge.finish(Counter.HEARD);
            assertThat(bridge.heard()).hasSize((int) heard).allMatch(TEXT::equals);
        }
    }

    @Test
    void whoeverMisbehavesHarmsNobodyElse() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.auto()) {
            try (StartedProgram stops = misbehaves(bridge, "stops", "24");
                    StartedProgram deaf = misbehaves(bridge, "deaf", "21")) {
                assertThat(misbehaves(bridge, "exits", "13").exitStatus()).isZero();
                assertThat(misbehaves(bridge, "dies", "21").exitStatus()).isEqualTo(128 + 9);
                assertThat(misbehaves(bridge, "forks", "1", "30").exitStatus()).isZero();
                assertThat(PLAIN.say(bridge.pid(), TEXT, 1).exitStatus()).isZero();
                bridge.awaitText(TEXT);
                assertThat(stops.process().isAlive() && deaf.process().isAlive())
                        .as("neither was killed by an answer")
                        .isTrue();
            }
            assertThat(bridge.heard()).containsExactly(TEXT);
        }
    }

    private static StartedProgram misbehaves(RoomlessBridgeProcess bridge, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(CPrograms.program("misbehaves"), Long.toString(bridge.pid())));
        command.addAll(List.of(arguments));
        return new StartedProgram(command, Map.of());
    }
}
