package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Senders that do not wait for answers, heard by a bridge that has just started, on a machine that is busy with other
 * things. How many of them are received whole is measured by {@code bin/bench ears}; here each is received whole or
 * rejected with a reason, and nothing is shown that was not said.
 */
@Isolated("it makes the machine busy")
final class FreshBridgeTest {
    private static final String TEXT = "paced: été 🎉";
    private static final int BUSY_PER_CORE = 2;

    @Test
    void aPacedSenderIsReceivedWholeOrRejectedWithAReasonOnABusyMachineToo() throws Exception {
        List<ClientKind> kinds = List.of(
                ClientKind.of("dialect=M2 pace=100"),
                ClientKind.of("dialect=M2 pace=175"),
                ClientKind.of("dialect=M2 pace=250"),
                ClientKind.of("dialect=M2 pace=800"));
        ClientKind.prepare(kinds);
        List<StartedProgram> busy = new ArrayList<>();
        try {
            for (int i = 0; i < BUSY_PER_CORE * Runtime.getRuntime().availableProcessors(); i++) {
                busy.add(StartedProgram.start("sh", "-c", "while :; do :; done"));
            }
            try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.warmedUp()) {
                for (ClientKind kind : kinds) {
                    StartedProgram client = kind.say(bridge.pid(), TEXT, 1);
                    assertThat(client.exitStatus())
                            .as("%s, %s", kind, bridge.errors())
                            .isZero();
                    String who = "/" + client.pid() + " ";
                    await().atMost(StartedProgram.PATIENCE)
                            .until(() -> bridge.output().stream().anyMatch(line -> line.contains(who))
                                    || bridge.errors().stream().anyMatch(line -> line.contains(who)));
                }
                assertThat(bridge.heard()).allMatch(TEXT::equals);
            }
        } finally {
            busy.forEach(StartedProgram::close);
        }
    }
}
