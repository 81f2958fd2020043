package dev.roomtalk.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A kind of client: a program of src/test/c, the dialect it speaks, and its manner, which the program explains. Each
 * kind is a program file of its own, as each of the world's clients is: what is learned of one says nothing of the
 * others.
 */
public record ClientKind(String program, String dialect, String manner, List<String> pace) {
    /** All that wait for an answer to each bit. */
    static final List<ClientKind> WAITING = List.of(
            asks("M2", "1"),
            asks("M1", "1o"),
            asks("L1", "2ow"),
            asks("L2", "1s"),
            asks("M2", "2"),
            asks("M2", "b"),
            asks("M2", "1k"),
            asks("L1", "e1"),
            asks("M2-length32", "e1w"),
            asks("L1-length32", "a"),
            asks("M1-typed-length32", "a"),
            asks("M2-length64", "1"),
            asks("M2-doubled-length64", "1"),
            asks("M1-bytes-length64", "1"),
            asks("M2-length32-then-nul", "1"),
            asks("M2-nul-first", "1"),
            asks("L2-bare", "a"),
            asks("M2-line", "1"),
            asks("M1-unary", "a"),
            asks("M2-greeting-length32", "g1"),
            asks("M2-greeting", "h2"),
            asks("M2-greeting", "i2"));

    /** Those that do not. */
    static final List<ClientKind> PACED = List.of(
            paces("M2", "n", 300),
            paces("L1", "n", 100),
            paces("M2", "d", 400),
            paces("M2-nul-first", "y", 300),
            paces("M2", "z", 500));

    static ClientKind asks(String dialect, String manner) {
        return new ClientKind("asks", dialect, manner, List.of());
    }

    static ClientKind paces(String dialect, String manner, int micros) {
        return new ClientKind("paces", dialect, manner, List.of(Integer.toString(micros)));
    }

    static ClientKind any(List<ClientKind> kinds, Random random) {
        return kinds.get(random.nextInt(kinds.size()));
    }

    boolean waits() {
        return program.equals("asks");
    }

    /** Starts one that says {@code text} to process {@code pid}, as often as {@code times}. */
    StartedProgram say(long pid, String text, int times) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(file(), Long.toString(pid), text, dialect, manner));
        command.addAll(pace);
        command.add(Integer.toString(times));
        return new StartedProgram(command, Map.of());
    }

    /**
     * Makes the program files of kinds, before any thread starts one: a file that is being written cannot be started.
     */
    static void prepare(List<ClientKind> kinds) throws IOException, InterruptedException {
        for (ClientKind kind : kinds) {
            kind.file();
        }
    }

    private String file() throws IOException, InterruptedException {
        Path common = Path.of(CPrograms.program(program));
        Path own = common.resolveSibling(program + "_" + dialect + "_" + manner + String.join("", pace));
        synchronized (ClientKind.class) {
            if (!Files.exists(own)) {
                Files.copy(common, own, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return own.toString();
    }

    @Override
    public String toString() {
        return dialect + " " + manner
                + String.join("", pace.stream().map(p -> " " + p + " µs").toList());
    }
}
