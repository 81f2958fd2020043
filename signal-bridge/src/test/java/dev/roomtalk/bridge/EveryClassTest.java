package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.bridge.base.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real clients of the classes that {@link EveryLengthTest} does not have, against a bridge that is told nothing of
 * them. Whoever does not wait for answers is heard whole or not at all; nobody is killed by an answer or left hanging.
 */
final class EveryClassTest {
    private static final String TEXT = "disk of node 7 is full: été 🎉";

    @Test
    void aClientThatLeavesAtTheWrongAnswerGetsTheOtherTheNextTime() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.auto()) {
            // The first is not killed: it ends by itself. How long it takes to be taken note of is not ours to say.
            await().atMost(StartedProgram.PATIENCE).until(() -> {
                int status = client("asks", bridge, TEXT, "M2", "2x").exitStatus();
                assertThat(status).isIn(0, 5);
                return status == 0;
            });
            bridge.awaitText(TEXT);
            assertThat(bridge.heard()).containsExactly(TEXT);
        }
    }

    @Test
    void messagesWithoutAByteAndOfOneAndOfFourThousandAndASecondOneOfTheSameProcess() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.auto()) {
            assertThat(client("asks", bridge, "", "M2", "1").exitStatus()).isZero();
            bridge.awaitError("message rejected: it is empty");
            assertThat(client("asks", bridge, "A", "M2", "1").exitStatus()).isZero();
            bridge.awaitText("A");
            String longest = "x1 ".repeat(1_333) + "!";
            assertThat(client("asks", bridge, longest, "M2", "1").exitStatus()).isZero();
            bridge.awaitText(longest);
            assertThat(client("asks", bridge, "twice", "M2", "1", "2").exitStatus())
                    .isZero();
            await().atMost(StartedProgram.PATIENCE).until(() -> bridge.heard().size() == 4);
            assertThat(bridge.heard()).containsExactly("A", longest, "twice", "twice");
        }
    }

    /** The manners are explained in src/test/c/paces.c. */
    @ParameterizedTest
    @CsvSource({
        "M2, nl, 400",
        "L1, nl, 100",
        "M2-bare, nl, 800",
        "M1-length32, nl, 400",
        "M2, d1, 400",
        "L2, d2, 400",
        "M1-bare, dl, 400"
    })
    void aClientThatPacesIsHeardWholeOrNotAtAll(String dialect, String manner, String micros) throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.auto()) {
            for (int i = 1; i <= 3; i++) {
                int status =
                        client("paces", bridge, TEXT, dialect, manner, micros).exitStatus();
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
            try (StartedProgram stops = client("misbehaves", bridge, "stops", "24");
                    StartedProgram deaf = client("misbehaves", bridge, "deaf", "21")) {
                assertThat(client("misbehaves", bridge, "exits", "13").exitStatus())
                        .isZero();
                assertThat(client("misbehaves", bridge, "dies", "21").exitStatus())
                        .isEqualTo(128 + 9);
                assertThat(client("misbehaves", bridge, "forks", "1", "30").exitStatus())
                        .isZero();
                assertThat(client("asks", bridge, TEXT, "M2", "1").exitStatus()).isZero();
                bridge.awaitText(TEXT);
                assertThat(stops.process().isAlive() && deaf.process().isAlive())
                        .as("neither was killed by an answer")
                        .isTrue();
            }
            assertThat(bridge.heard()).containsExactly(TEXT);
        }
    }

    private static StartedProgram client(String program, RoomlessBridgeProcess bridge, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(CPrograms.program(program), Long.toString(bridge.pid())));
        command.addAll(List.of(arguments));
        return new StartedProgram(command, Map.of());
    }
}
