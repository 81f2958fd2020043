package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What the kernel lets through of those who do not wait for answers: each kind against the server that it was written
 * for, and against the bridge, in turn and on the same machine.
 * {@code roomtalk.bridge.paced} (1) says how often. What is heard is whole, nobody hangs on the bridge, and nobody is
 * killed by it; of their own servers that is not asked.
 */
final class PacedShareTest {
    private static final String TEXT = "disk of node 7 is full: été 🎉";
    private static final String NEXT = "This one waits for its answers.";
    /** Each has a server of its kind, which knows an end by its zero byte. */
    private static final List<ClientKind> KINDS = List.of(
            ClientKind.of("dialect=M2 pace=100 linger=200"),
            ClientKind.of("dialect=M2 pace=300 linger=200"),
            ClientKind.of("dialect=L1 pace=100 linger=200"),
            ClientKind.of("dialect=M1 pace=800 linger=200"),
            ClientKind.of("dialect=M2 ack=done wait=sleep pace=400"),
            ClientKind.of("dialect=M2-nul-first ack=byte wait=sleep pace=300"),
            ClientKind.of("dialect=M2 ack=echo signal=1 other=ignored wait=sleep pace=500"));

    private final int times = Integer.getInteger("roomtalk.bridge.paced", 1);

    @Test
    void whatIsHeardOfThoseWhoDoNotWaitIsWhole() throws Exception {
        ClientKind.prepare(KINDS);
        Map<String, RoomlessBridgeProcess> bridges = new LinkedHashMap<>();
        try (RoomlessBridgeProcess plain = RoomlessBridgeProcess.warmedUp()) {
            bridges.put("bridge", plain);
            if (CPrograms.isOnPath("chrt")) {
                bridges.put("chrt -f 10", RoomlessBridgeProcess.startedBy("chrt", "-f", "10"));
            }
            for (ClientKind kind : KINDS) {
                measure(kind, bridges);
            }
            for (RoomlessBridgeProcess bridge : bridges.values()) {
                assertThat(bridge.heard()).allMatch(text -> text.equals(TEXT) || text.equals(NEXT));
                bridge.close();
            }
        }
    }

    private void measure(ClientKind kind, Map<String, RoomlessBridgeProcess> bridges) throws Exception {
        Map<String, Integer> whole = new LinkedHashMap<>();
        int hung = 0;
        for (int i = 0; i < times; i++) {
            try (StartedProgram own = kind.server();
                    StartedProgram client = kind.say(Long.parseLong(own.firstLine()), TEXT, 1)) {
                boolean ended = client.process().waitFor(3, TimeUnit.SECONDS);
                hung += ended ? 0 : 1;
                // What it printed it printed before its client ended, or in its last moments.
                own.terminate();
                own.process().waitFor();
                own.awaitOutput();
                whole.merge("own kind", own.output().contains(TEXT) ? 1 : 0, Integer::sum);
            }
            for (Map.Entry<String, RoomlessBridgeProcess> bridge : bridges.entrySet()) {
                whole.merge(bridge.getKey(), heard(kind, bridge.getValue()) ? 1 : 0, Integer::sum);
            }
        }
        System.err.printf("paced, %s, whole of %d: %s; %d hung on their own kind%n", kind, times, whole, hung);
    }

    private static boolean heard(ClientKind kind, RoomlessBridgeProcess bridge) throws Exception {
        int before = bridge.heard().size();
        try (StartedProgram client = kind.say(bridge.pid(), TEXT, 1)) {
            // 3: the signal for its end came early, because the machine stood still in the middle of its text.
            assertThat(client.exitStatus()).as(kind.toString()).isIn(0, 3);
        }
        // What it said is told by the time that the next one is heard.
        try (StartedProgram next = ClientKind.waits("dialect=M2 wait=suspend").say(bridge.pid(), NEXT, 1)) {
            assertThat(next.exitStatus()).isZero();
        }
        await().atMost(StartedProgram.PATIENCE)
                .until(() -> since(bridge, before).contains(NEXT));
        return since(bridge, before).contains(TEXT);
    }

    private static List<String> since(RoomlessBridgeProcess bridge, int before) {
        List<String> heard = bridge.heard();
        return heard.subList(before, heard.size());
    }
}
