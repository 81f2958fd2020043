package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What the kernel lets through of those who do not wait for answers: each kind against the server that it was written for, and against
 * the bridge with and without the real-time scheduling class, in turn and on the same machine. {@code roomtalk.bridge.paced} (1) says how
 * often. What is heard is whole, nobody hangs on the bridge, and nobody is killed by it; of their own servers that is not asked.
 */
final class PacedShareTest {
    private static final String TEXT = "disk of node 7 is full: été 🎉";
    private static final String NEXT = "This one waits for its answers.";
    /** Each has a server of its kind, which knows an end by its zero byte. */
    private static final List<Kind> KINDS = List.of(
            Kind.paces("M2", "nl", 100),
            Kind.paces("M2", "nl", 300),
            Kind.paces("L1", "nl", 100),
            Kind.paces("M1", "nl", 800),
            Kind.paces("M2", "d", 400),
            Kind.paces("M2-nul-first", "y", 300),
            Kind.paces("M2", "z", 500));

    private final int times = Integer.getInteger("roomtalk.bridge.paced", 1);

    @Test
    void whatIsHeardOfThoseWhoDoNotWaitIsWhole() throws Exception {
        Kind.prepare(KINDS);
        Map<String, Listening> ears = new LinkedHashMap<>();
        try (Listening plain = Listening.auto();
                Listening realTime = Listening.realTime()) {
            ears.put("bridge", plain);
            ears.put("--realtime", realTime);
            if (Clients.isOnPath("chrt")) {
                ears.put("chrt -f 10", Listening.startedBy("chrt", "-f", "10"));
            }
            for (Kind kind : KINDS) {
                measure(kind, ears);
            }
            for (Listening ear : ears.values()) {
                assertThat(ear.heard()).allMatch(text -> text.equals(TEXT) || text.equals(NEXT));
                ear.close();
            }
        }
    }

    private void measure(Kind kind, Map<String, Listening> ears) throws Exception {
        Map<String, Integer> whole = new LinkedHashMap<>();
        int hung = 0;
        List<String> server = List.of(Clients.program("own_kind"), kind.dialect(), kind.manner());
        for (int i = 0; i < times; i++) {
            try (Running own = new Running(server, Map.of());
                    Running client = kind.say(Long.parseLong(own.firstLine()), TEXT, 1)) {
                boolean ended = client.process().waitFor(3, TimeUnit.SECONDS);
                hung += ended ? 0 : 1;
                // What it printed it printed before its client ended, or in its last moments.
                own.terminate();
                own.process().waitFor();
                own.awaitOutput();
                whole.merge("own kind", own.output().contains(TEXT) ? 1 : 0, Integer::sum);
            }
            for (Map.Entry<String, Listening> ear : ears.entrySet()) {
                whole.merge(ear.getKey(), heard(kind, ear.getValue()) ? 1 : 0, Integer::sum);
            }
        }
        System.err.printf("paced, %s, whole of %d: %s; %d hung on their own kind%n", kind, times, whole, hung);
    }

    private static boolean heard(Kind kind, Listening ear) throws Exception {
        int before = ear.heard().size();
        try (Running client = kind.say(ear.pid(), TEXT, 1)) {
            // 3: the signal for its end came early, because the machine stood still in the middle of its text.
            assertThat(client.exitStatus()).as(kind.toString()).isIn(0, 3);
        }
        // What it said is told by the time that the next one is heard.
        try (Running next = Kind.asks("M2", "b").say(ear.pid(), NEXT, 1)) {
            assertThat(next.exitStatus()).isZero();
        }
        await().atMost(Running.PATIENCE).until(() -> since(ear, before).contains(NEXT));
        return since(ear, before).contains(TEXT);
    }

    private static List<String> since(Listening ear, int before) {
        List<String> heard = ear.heard();
        return heard.subList(before, heard.size());
    }
}
