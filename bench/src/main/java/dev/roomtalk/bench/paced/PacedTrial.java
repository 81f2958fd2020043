package dev.roomtalk.bench.paced;

import dev.roomtalk.bench.base.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Texts of paced clients to several receivers in turn, in a random order, on the same machine.
 *
 * @param client the program that sends: it is given the pid of the receiver, its pace and the text
 * @param receivers what starts each, by its name; the first is started anew for each text
 * @param paces microseconds between two bits
 * @param tries for each receiver and pace
 * @param cold each receiver is started anew for each text
 * @param busy processes that compute all the while
 * @param state where the bridges keep what they learn
 */
public record PacedTrial(
        String client,
        Map<String, List<String>> receivers,
        List<Integer> paces,
        String text,
        int tries,
        boolean cold,
        int busy,
        Path state) {
    private static final int LABEL_WIDTH = 34;
    private static final int COLUMN_WIDTH = 14;

    /** What became of the texts of one pace to one receiver. */
    private static final class Cell {
        private int all;
        private int whole;
        private int wrong;

        @Override
        public String toString() {
            return Math.round(100.0 * whole / all) + (wrong == 0 ? "" : " wrong " + wrong);
        }
    }

    /** One receiver at one pace, again and again. */
    private record Turn(String receiver, List<String> command, boolean keep, int pace, Cell cell) {}

    /** Runs it; a table of what was received whole, in percent. */
    public String run() throws InterruptedException {
        List<Turn> turns = new ArrayList<>();
        receivers.forEach((receiver, command) -> paces.forEach(pace -> {
            boolean keep =
                    !cold && !turns.isEmpty() && !turns.getFirst().receiver().equals(receiver);
            turns.add(new Turn(receiver, command, keep, pace, new Cell()));
        }));
        List<Turn> shuffled = new ArrayList<>(turns);
        Map<String, PacedReceiver> running = new LinkedHashMap<>();
        List<Process> loops = new ArrayList<>();
        Set<String> refused = new HashSet<>();
        try {
            for (int i = 0; i < busy; i++) {
                loops.add(start(List.of("sh", "-c", "while :; do :; done")));
            }
            for (int i = 0; i < tries; i++) {
                Collections.shuffle(shuffled);
                shuffled.removeIf(turn -> refused.contains(turn.receiver()));
                for (Turn turn : shuffled) {
                    PacedReceiver kept = running.get(turn.receiver());
                    PacedReceiver receiver = kept == null ? new PacedReceiver(turn.command(), state) : kept;
                    running.put(turn.receiver(), receiver);
                    say(receiver, turn.pace(), turn.cell());
                    if (receiver.refused()) {
                        refused.add(turn.receiver());
                    }
                    if (!turn.keep()) {
                        receiver.close();
                        running.remove(turn.receiver());
                    }
                }
            }
        } finally {
            running.values().forEach(PacedReceiver::close);
            loops.forEach(Process::destroyForcibly);
        }
        return table(turns, refused);
    }

    private void say(PacedReceiver receiver, int pace, Cell cell) throws InterruptedException {
        receiver.forget();
        Process sender = start(List.of(client, Long.toString(receiver.pid()), Integer.toString(pace), text));
        int status = sender.waitFor();
        List<String> printed = receiver.printed();
        cell.all++;
        if (status == 0 && printed.equals(List.of(text))) {
            cell.whole++;
        } else if (!printed.isEmpty()) {
            cell.wrong++;
        }
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw Failure.unexpected("cannot start " + command.getFirst() + ": " + e.getMessage());
        }
    }

    /** @param refused those that may not have the scheduling class that they are to run in */
    private String table(List<Turn> turns, Set<String> refused) {
        StringBuilder out = new StringBuilder("%d characters, %s, %s: whole in %%, n for each = %d%n"
                .formatted(
                        text.length(),
                        cold ? "a receiver that has just started" : "a receiver that runs",
                        busy == 0 ? "nothing beside it" : busy + " busy processes beside it",
                        tries));
        out.append(" ".repeat(LABEL_WIDTH));
        paces.forEach(pace -> out.append(pad(pace + " µs")));
        String last = "";
        for (Turn turn : turns) {
            String name = turn.receiver();
            if (!name.equals(last)) {
                out.append("%n%s".formatted(name)).append(" ".repeat(Math.max(1, LABEL_WIDTH - name.length())));
                last = name;
            }
            out.append(pad(refused.contains(name) ? "-" : turn.cell().toString()));
        }
        if (!refused.isEmpty()) {
            out.append("%n-: this user may not have a class above the ordinary one: be root, or give CAP_SYS_NICE"
                    .formatted());
        }
        return out.append("%n".formatted()).toString();
    }

    private static String pad(String text) {
        return " ".repeat(Math.max(1, COLUMN_WIDTH - text.length())) + text;
    }
}
