package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A bridge to which nobody speaks: the threads that receive are not even woken. */
final class IdleBridgeTest {
    private static final Duration WINDOW = Duration.ofSeconds(3);

    @Test
    void whenNobodySpeaksTheThreadsThatReceiveAreNotWoken() throws Exception {
        try (RoomlessBridgeProcess bridge = RoomlessBridgeProcess.auto()) {
            awaitStillness(bridge);
            StartedProgram client = StartedProgram.start(
                    CPrograms.program("waits"), Long.toString(bridge.pid()), "then somebody speaks", "M2");
            assertThat(client.exitStatus()).isZero();
            bridge.awaitText("then somebody speaks");
            awaitStillness(bridge);
        }
    }

    /** Between two looks, three seconds apart, none of them has run. Whatever was planned for later is done by then. */
    private static void awaitStillness(RoomlessBridgeProcess bridge) {
        assertThat(bridge.switches().keySet()).contains("signals", "signal-reader-0");
        AtomicReference<Map<String, Long>> before = new AtomicReference<>(Map.of());
        await().atMost(StartedProgram.PATIENCE)
                .pollDelay(WINDOW)
                .pollInterval(WINDOW)
                .until(() -> {
                    Map<String, Long> now = bridge.switches();
                    return now.equals(before.getAndSet(now));
                });
    }
}
