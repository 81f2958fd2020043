package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Real processes that execve(2) while they are owed an answer, against a bridge that is warm, as bridges are. */
@Isolated("how long the gap between a look and a signal is depends on what else runs")
final class LookBeforeSignalTest {
    /**
     * The answer to its last bit comes while it is another program. Only the gap between a look and a signal is left.
     */
    @Test
    void oneThatBecomesAnotherProgramAfterItsLastBitIsNotKilled() throws Exception {
        int killed = 0;
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.warmedUp()) {
            for (int i = 0; i < 20; i++) {
                try (StartedProgram client = ClientKind.of("dialect=M2 ack=each last=unheeded then=exec")
                        .say(bridge.pid(), "then sleep", 1)) {
                    killed += client.exitStatus() == 0 ? 0 : 1;
                }
            }
        }
        System.err.printf("became another program after its last bit: %d of 20 killed%n", killed);
        // Where it was looked at only now and then, all of them were.
        assertThat(killed).isLessThanOrEqualTo(2);
    }
}
