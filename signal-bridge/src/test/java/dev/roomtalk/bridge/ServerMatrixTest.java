package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * signal-send against the servers of every class of the matrix ({@code server --class=NAME}), which read in a signal
 * handler, from a signalfd or in sigwaitinfo(2), and are ready at once or half a second after they have printed their
 * pid. In its own dialect each is reached, and nothing is called delivered that the server did not print exactly; where
 * no dialect is named, nothing is called delivered.
 *
 * <p>Each run tries {@code roomtalk.bridge.share} (12) of them, chosen by {@code roomtalk.bridge.seed}, which is
 * printed; 0 tries all whose names {@code roomtalk.bridge.rows} (a regular expression) matches.
 */
final class ServerMatrixTest {
    private static final Pattern DIALECT = Pattern.compile("dialect=(\\S+)");
    private static final Duration PRINTED = Duration.ofSeconds(3);

    private record Kind(ClientKind row, String reads, boolean late) {
        String dialect() {
            return DIALECT.matcher(row.words())
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1);
        }

        @Override
        public String toString() {
            return row.name() + " reads=" + reads + (late ? " handler=late" : "");
        }
    }

    @TempDir
    private Path state;

    private final long seed = Long.getLong("roomtalk.bridge.seed", System.nanoTime() % 1_000_000);
    private final int share = Integer.getInteger("roomtalk.bridge.share", 12);
    private final Pattern names = Pattern.compile(System.getProperty("roomtalk.bridge.rows", ".*"));
    private final Random random = new Random(seed);

    private StartedProgram sender;

    @BeforeEach
    void start() throws Exception {
        sender = new StartedProgram(
                StartedProgram.maskedJava(ManySends.class), Map.of("XDG_STATE_HOME", state.toString()));
    }

    @AfterEach
    void end() {
        sender.close();
    }

    @Test
    void whoIsNamedIsReachedAndNobodyIsToldWhatIsNotSo() throws Exception {
        List<String> problems = new ArrayList<>();
        int told = 0;
        List<Kind> kinds = kinds();
        for (int i = 0; i < kinds.size(); i++) {
            Kind kind = kinds.get(i);
            String text = "disk of node %d is full: été".formatted(random.nextInt(1_000));
            try (StartedProgram server = server(kind)) {
                // The pace is the sender's least: it waits for the server anyway.
                String result = send(server, kind.dialect(), i % 2 == 0 ? 0 : 2_000, text);
                boolean printed = printed(server, text);
                if (!printed) {
                    problems.add("%s was not reached: %s, printed %s".formatted(kind, result, server.output()));
                }
                if (result.startsWith("0\t")) {
                    told++;
                } else if (kind.row().words().contains("ack=each")) {
                    problems.add("%s acknowledges each bit: %s".formatted(kind, result));
                }
                if (!server.process().isAlive()) {
                    problems.add("%s was killed: %d".formatted(kind, server.exitStatus()));
                }
            }
        }
        System.err.printf(
                "signal-send to %d servers, seed %d: %d called delivered, problems %s%n",
                kinds.size(), seed, told, problems);
        assertThat(problems).as("seed %d", seed).isEmpty();
    }

    @Test
    void whoIsNotNamedIsPromisedNothing() throws Exception {
        List<Kind> kinds = kinds();
        for (Kind kind : kinds.subList(0, Math.min(share == 0 ? kinds.size() : share / 4, kinds.size()))) {
            try (StartedProgram server = server(kind)) {
                assertThat(send(server, "-", 0, "not known"))
                        .as("%s, seed %d", kind, seed)
                        .startsWith("6\t");
            }
        }
    }

    private static StartedProgram server(Kind kind) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                CPrograms.program("server"),
                "--class=" + kind.row().name(),
                "--writes=line",
                "--reads=" + kind.reads(),
                // What says nothing of its end is not taken for ended because the machine stands still for a moment.
                "--idle=600"));
        if (kind.late()) {
            command.add("--handler=late");
        }
        return new StartedProgram(command, Map.of());
    }

    private String send(StartedProgram server, String dialect, int pace, String text) throws Exception {
        int before = sender.output().size();
        String line = String.join("\t", server.firstLine(), dialect, Integer.toString(pace), text) + "\n";
        sender.process().getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        sender.process().getOutputStream().flush();
        await().atMost(StartedProgram.PATIENCE)
                .until(() ->
                        sender.output().size() > before || !sender.process().isAlive());
        assertThat(sender.output().size()).as("%s", sender.errors()).isGreaterThan(before);
        return sender.output().get(before);
    }

    private static boolean printed(StartedProgram server, String text) {
        try {
            await().atMost(PRINTED).until(() -> server.output().size() > 1);
        } catch (ConditionTimeoutException e) {
            return false;
        }
        return server.output().subList(1, server.output().size()).equals(List.of(text));
    }

    private List<Kind> kinds() throws Exception {
        List<Kind> kinds = new ArrayList<>();
        for (ClientKind row : ClientKind.matrix()) {
            for (String reads : List.of("handler", "signalfd", "sigwait")) {
                if (names.matcher(row.name()).matches()) {
                    kinds.add(new Kind(row, reads, false));
                    kinds.add(new Kind(row, reads, true));
                }
            }
        }
        Collections.shuffle(kinds, random);
        return share == 0 || kinds.size() <= share ? kinds : kinds.subList(0, share);
    }
}
