package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real signals between real processes: what the programs of src/test/c say is heard, and none of them is killed or left
 * hanging.
 */
@Execution(ExecutionMode.CONCURRENT)
final class RealSignalsTest {
    @ParameterizedTest
    @ValueSource(strings = {"M2", "M1", "L1", "L2"})
    void aClientThatWaitsForEachAnswerIsHeardInItsDialect(String dialect) throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(named(dialect))) {
            StartedProgram client = send("waits", bridge, "In " + dialect + ": été 🎉👩‍👩‍👧", dialect);

            assertThat(client.exitStatus()).isZero();
            String label = bridge.awaitText("In " + dialect + ": été 🎉👩‍👩‍👧");
            assertThat(label).isEqualTo(System.getProperty("user.name") + "/" + client.pid() + " \"waits\"");
            assertThat(bridge.finish(Counter.HEARD)).isEqualTo(1);
        }
    }

    @Test
    void aClientThatCatchesOnlyUsr2IsAnsweredWithThat() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            StartedProgram client = ClientKind.of("dialect=M2 ack=each signal=2 wait=sleep doze=10")
                    .say(bridge.pid(), "USR1 would kill me", 1);

            assertThat(client.exitStatus()).isZero();
            bridge.awaitText("USR1 would kill me");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"M2", "L1"})
    void aPacedClientIsHeardAndNeverSentASignalItDoesNotCatch(String dialect) throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(named(dialect))) {
            // A paced client outruns a machine that is busy for long enough: then it is sent again, but it is never
            // killed.
            await().atMost(StartedProgram.PATIENCE).until(() -> {
                assertThat(ClientKind.of("dialect=" + dialect + " pace=2000 linger=100")
                                .say(bridge.pid(), "paced", 1)
                                .exitStatus())
                        .isZero();
                return bridge.heard().contains("paced");
            });
            assertThat(bridge.finish(Counter.ANSWERS)).isZero();
        }
    }

    @Test
    void aPacedClientThatWaitsForOneSignalAtTheEndGetsItThenAndNotBefore() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            await().atMost(StartedProgram.PATIENCE).until(() -> {
                // It catches both, and takes SIGUSR2 alone for the end.
                int status = ClientKind.of("dialect=M2 ack=done signal=2 other=fails wait=sleep pace=2000")
                        .say(bridge.pid(), "done?", 1)
                        .exitStatus();
                // Too early only where the machine stood still for 4.5 ms after the first bit.
                assertThat(status).isIn(0, 3);
                return status == 0 && bridge.heard().contains("done?");
            });
        }
    }

    /** The words of the fast lane come with signal 43, which kills whoever has not asked for them. */
    @Test
    void aShellThatForksRightAfterItsFirstSignalIsNotKilled() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.auto()) {
            for (int i = 0; i < 20; i++) {
                try (StartedProgram shell = ClientKind.of("dialect=M1 ack=each wait=sleep blocks=3 marks=42")
                        .say(bridge.pid(), "x", 1)) {
                    assertThat(shell.exitStatus()).isZero();
                }
            }
        }
    }

    @Test
    void whileSomebodySpeaksItsReadersRunBeforeEverythingElseOrItIsSaidThatTheKernelForbidsIt() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.realTime()) {
            boolean refused = bridge.errors().contains("real time is not allowed");
            assertThat(bridge.policies().values()).isNotEmpty().containsOnly("0");
            StartedProgram client = send("waits", bridge, "received all the same".repeat(20), "M2", "5");
            await().atMost(StartedProgram.PATIENCE)
                    .until(() -> refused
                            || Set.copyOf(bridge.policies().values()).equals(Set.of("1"))
                            || !client.process().isAlive());
            assertThat(client.process().isAlive()).isTrue();
            assertThat(client.exitStatus()).isZero();
            bridge.awaitText("received all the same".repeat(20));
            // It is given back when nobody has spoken for a while.
            await().atMost(StartedProgram.PATIENCE)
                    .until(() -> Set.copyOf(bridge.policies().values()).equals(Set.of("0")));
        }
    }

    @Test
    void oneAfterTheOtherAndTwiceFromOneProcess() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            assertThat(send("waits", bridge, "first", "M2").exitStatus()).isZero();
            assertThat(send("waits", bridge, "second", "M2").exitStatus()).isZero();
            assertThat(send("waits", bridge, "twice", "M2", "2").exitStatus()).isZero();
            await().atMost(StartedProgram.PATIENCE).until(() -> bridge.heard().size() == 4);

            assertThat(bridge.heard()).containsExactly("first", "second", "twice", "twice");
            assertThat(bridge.finish(Counter.SENDERS)).isEqualTo(3);
        }
    }

    @Test
    void aSenderThatDiesInTheMiddleIsDroppedAndTheNextIsHeard() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            StartedProgram dies = send("misbehaves", bridge, "dies", "61");
            assertThat(dies.exitStatus()).isEqualTo(128 + 9);
            bridge.awaitError("/%d \"misbehaves\": message broken off after 7 bytes: it ended".formatted(dies.pid()));

            assertThat(send("waits", bridge, "whole", "M2").exitStatus()).isZero();
            bridge.awaitText("whole");
            assertThat(bridge.heard()).containsExactly("whole");
            assertThat(bridge.finish(Counter.BROKEN_OFF)).isEqualTo(1);
        }
    }

    @Test
    void whoWritesItselfWhoItIsIsNotHeard() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            assertThat(StartedProgram.start(CPrograms.program("forges"), Long.toString(bridge.pid()))
                            .exitStatus())
                    .isZero();
            assertThat(send("waits", bridge, "the next", "M2").exitStatus()).isZero();
            bridge.awaitText("the next");
            assertThat(bridge.finish(Counter.SENDERS)).isEqualTo(1);
        }
    }

    @Test
    void aTextThatIsNotUtf8IsRejectedWhole() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            StartedProgram client = StartedProgram.start(
                    "sh",
                    "-c",
                    "exec \"$1\" \"$2\" \"$(printf 'caf\\351')\"",
                    "sh",
                    CPrograms.program("waits"),
                    Long.toString(bridge.pid()));
            assertThat(client.exitStatus()).isZero();
            bridge.awaitError("message rejected: its 4 bytes are not UTF-8");
            assertThat(bridge.finish(Counter.HEARD)).isZero();
        }
    }

    @Test
    void aTextThatIsTooLongIsRejectedAndItsSenderAcknowledgedToTheEnd() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            assertThat(send("waits", bridge, "x".repeat(4_001), "M2").exitStatus())
                    .isZero();
            bridge.awaitError("message rejected: it has 4001 bytes, at most 4000 are allowed");
            assertThat(bridge.finish(Counter.TOO_LONG)).isEqualTo(1);
        }
    }

    @Test
    void aTextInWhichTwoSignalsWaitedAtOnceIsNotShown() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            await().atMost(StartedProgram.PATIENCE).until(() -> {
                assertThat(send("overtaken", bridge, "A", "M2").exitStatus()).isZero();
                return bridge.errors().stream().anyMatch(line -> line.contains("order is lost"));
            });
            assertThat(bridge.heard()).doesNotContain("A");
        }
    }

    @Test
    void senderProcessesOfOneBitEachAreExplained() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.masked(Dialect.M2)) {
            String loop = "while (kill -USR1 " + bridge.pid() + "); do sleep 0.02; done";
            try (StartedProgram _ = StartedProgram.start("sh", "-c", loop)) {
                bridge.awaitError("use the kill that is built into the shell");
            }
        }
    }

    @Test
    void aStormFromTheFirstLineOfALauncherOnIsSurvived() throws Exception {
        List<String> java = StartedProgram.maskedJava(RoomlessBridge.class);
        String launcher = "trap '' USR1 USR2; echo ready >&2; sleep 0.2; exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("sh", "-c", launcher, "sh"));
        command.addAll(java);
        command.addAll(List.of("auto", "quickly"));
        try (StartedProgram bridge = new StartedProgram(command, Map.of())) {
            await().atMost(StartedProgram.PATIENCE).until(() -> bridge.errors().contains("ready"));
            StartedProgram storm =
                    StartedProgram.start(CPrograms.program("storm"), Long.toString(bridge.pid()), "100000");

            assertThat(storm.exitStatus()).isZero();
            assertThat(bridge.firstLine()).isEqualTo(Long.toString(bridge.pid()));
            sendAfterStorm(bridge.pid());
            await().atMost(StartedProgram.PATIENCE)
                    .until(() -> bridge.output().stream().anyMatch(line -> line.endsWith("\tafter the storm")));
        }
    }

    @Test
    void aProgramThatIsStartedLikeAnyOtherBlocksTheSignalsInEveryThreadAndSurvivesAStorm() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.unmasked()) {
            assertThat(bridge.threads())
                    .hasSizeGreaterThan(5)
                    .allMatch(thread -> (thread.blocked() & Signal.MASK) == Signal.MASK, "blocks both")
                    .allMatch(thread -> (thread.ignored() & Signal.MASK) == Signal.MASK, "ignores both");

            assertThat(StartedProgram.start(CPrograms.program("storm"), Long.toString(bridge.pid()), "100000")
                            .exitStatus())
                    .isZero();
            sendAfterStorm(bridge.pid());
            bridge.awaitText("after the storm");
        }
    }

    /** A first bit that is equal to one of the storm's, still pending, merges with it: such a client starts again. */
    private static void sendAfterStorm(long pid) {
        await().atMost(StartedProgram.PATIENCE).until(() -> {
            try (StartedProgram client =
                    StartedProgram.start(CPrograms.program("waits"), Long.toString(pid), "after the storm")) {
                return client.process().waitFor(5, TimeUnit.SECONDS)
                        && client.process().exitValue() == 0;
            }
        });
    }

    private static StartedProgram send(String client, RoomlessBridgeProcess bridge, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(CPrograms.program(client), Long.toString(bridge.pid())));
        command.addAll(List.of(arguments));
        return new StartedProgram(command, Map.of());
    }

    private static Dialect named(String name) {
        return Objects.requireNonNull(Dialect.named(name));
    }
}
