package dev.roomtalk.bench.paced;

import dev.roomtalk.bench.base.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    }

    /** Runs it; a table of what was received whole, in percent. */
    public String run() throws InterruptedException {
        Map<String, Map<Integer, Cell>> cells = new LinkedHashMap<>();
        List<Map.Entry<String, Integer>> turns = new ArrayList<>();
        for (String receiver : receivers.keySet()) {
            Map<Integer, Cell> row = new LinkedHashMap<>();
            for (Integer pace : paces) {
                row.put(pace, new Cell());
                turns.add(Map.entry(receiver, pace));
            }
            cells.put(receiver, row);
        }
        String first = receivers.keySet().iterator().next();
        Map<String, PacedReceiver> running = new LinkedHashMap<>();
        List<Process> loops = new ArrayList<>();
        try {
            for (int i = 0; i < busy; i++) {
                loops.add(start(List.of("sh", "-c", "while :; do :; done")));
            }
            for (int i = 0; i < tries; i++) {
                Collections.shuffle(turns);
                for (Map.Entry<String, Integer> turn : turns) {
                    String name = turn.getKey();
                    PacedReceiver kept = running.get(name);
                    PacedReceiver receiver = kept == null ? new PacedReceiver(receivers.get(name), state) : kept;
                    say(receiver, turn.getValue(), cells.get(name).get(turn.getValue()));
                    if (receiver.refused()) {
                        throw Failure.unexpected(
                                "this user may not have a class above the ordinary one: be root, or give CAP_SYS_NICE");
                    }
                    if (cold || name.equals(first)) {
                        receiver.close();
                    } else {
                        running.put(name, receiver);
                    }
                }
            }
        } finally {
            running.values().forEach(PacedReceiver::close);
            loops.forEach(Process::destroyForcibly);
        }
        return table(cells);
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

    private String table(Map<String, Map<Integer, Cell>> cells) {
        StringBuilder out = new StringBuilder("%d characters, %s, %s: whole in %%, n for each = %d%n"
                .formatted(
                        text.length(),
                        cold ? "a receiver that has just started" : "a receiver that runs",
                        busy == 0 ? "nothing beside it" : busy + " busy processes beside it",
                        tries));
        out.append(" ".repeat(LABEL_WIDTH));
        paces.forEach(pace -> out.append(pad(pace + " µs")));
        cells.forEach((receiver, row) -> {
            out.append("%n%s".formatted(receiver)).append(" ".repeat(Math.max(1, LABEL_WIDTH - receiver.length())));
            row.forEach((pace, cell) -> out.append(pad("%d%s"
                    .formatted(
                            Math.round(100.0 * cell.whole / cell.all), cell.wrong == 0 ? "" : " wrong " + cell.wrong))));
        });
        return out.append("%n".formatted()).toString();
    }

    private static String pad(String text) {
        return " ".repeat(Math.max(1, COLUMN_WIDTH - text.length())) + text;
    }
}
