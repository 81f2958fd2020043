package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A kind of client: what {@code src/test/c/client.c} does when it is given certain words, which {@code classes.h}
 * explains. Each kind is a program file of its own, as each of the world's clients is: what is learned of one says
 * nothing of the others.
 *
 * @param name of the program file
 * @param words such as {@code ack=each wait=pause}
 */
public record ClientKind(String name, String words) {
    /** All that wait for an answer to each bit. */
    static final List<ClientKind> WAITING = List.of(
            waits("dialect=M2 signal=1"),
            waits("dialect=M1 signal=1 other=dies"),
            waits("dialect=L1 signal=2 other=dies wait=pause"),
            waits("dialect=L2 signal=1 wait=spin"),
            waits("dialect=M2 signal=2"),
            waits("dialect=M2 wait=suspend"),
            waits("dialect=M2 signal=1 wait=sigwait"),
            waits("dialect=L1 signal=1 other=ends last=other behind=noise"),
            waits("dialect=M2-length32 signal=1 other=ends last=other behind=noise wait=pause"),
            waits("dialect=L1-length32"),
            waits("dialect=M1-typed-length32"),
            waits("dialect=M2-length64 signal=1"),
            waits("dialect=M2-doubled-length64 signal=1"),
            waits("dialect=M1-bytes-length64 signal=1"),
            waits("dialect=M2-length32-then-nul signal=1"),
            waits("dialect=M2-nul-first signal=1"),
            waits("dialect=L2-bare"),
            waits("dialect=M2-line signal=1"),
            waits("dialect=M1-unary"),
            waits("dialect=M2-greeting-length32 greeting=11 again=1000 signal=1"),
            waits("dialect=M2-greeting greeting=12 again=1000 signal=2"),
            waits("dialect=M2-greeting greeting=22 again=1000 signal=2"));

    /** Those that do not. */
    static final List<ClientKind> PACED = List.of(
            of("dialect=M2 pace=300"),
            of("dialect=L1 pace=100"),
            of("dialect=M2 ack=done wait=sleep pace=400"),
            of("dialect=M2-nul-first ack=byte wait=sleep pace=300"),
            of("dialect=M2 ack=echo signal=1 other=ignored wait=sleep pace=500"));

    static ClientKind of(String words) {
        return new ClientKind(words, words);
    }

    /** One that looks at a flag between short sleeps, where the words do not say otherwise. */
    static ClientKind waits(String words) {
        return new ClientKind(words, "ack=each other=ignored wait=sleep doze=50 " + words);
    }

    /** The rows of {@code client --list} that a bridge can serve. */
    static List<ClientKind> matrix() throws IOException, InterruptedException {
        StartedProgram list = StartedProgram.start(CPrograms.program("client"), "--list");
        assertThat(list.exitStatus()).isZero();
        List<ClientKind> rows = new ArrayList<>();
        for (String line : list.output()) {
            String[] fields = line.split("\t", -1);
            // Nobody can: a receiver in a Java VM dies of its SIGSEGV.
            if (!fields[1].equals("unreachable")) {
                rows.add(new ClientKind(fields[0], fields[3]));
            }
        }
        return rows;
    }

    static ClientKind any(List<ClientKind> kinds, Random random) {
        return kinds.get(random.nextInt(kinds.size()));
    }

    /** It waits for an answer to each bit, and wants to be heard. */
    boolean waits() {
        return words.contains("ack=each") && !isHarmless();
    }

    /** What it says does not matter: nothing may kill it. */
    boolean isHarmless() {
        return words.contains("then=exec") || words.contains("blocks=");
    }

    /** It gives up where its greeting is not answered soon. */
    boolean isImpatient() {
        return words.contains("within=");
    }

    boolean isBare() {
        return words.contains("-bare");
    }

    /** Starts one that says {@code text} to process {@code pid}, as often as {@code times}. */
    StartedProgram say(long pid, String text, int times) throws IOException, InterruptedException {
        return say(pid, text, times, 0);
    }

    /** The same; it gives up where it waits for more than {@code limit} seconds, and never if that is 0. */
    StartedProgram say(long pid, String text, int times, int limit) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(file(), "--limit=" + limit, "--times=" + times));
        // One that waits for its answers needs no pause between two messages.
        if (waits()) {
            command.add("--between=0");
        }
        command.addAll(arguments());
        command.addAll(List.of(Long.toString(pid), text));
        return new StartedProgram(command, Map.of());
    }

    /** Starts a server of the kind that these clients were written for. */
    StartedProgram server() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(CPrograms.program("server"), "--writes=line"));
        command.addAll(arguments());
        command.removeIf(argument -> argument.startsWith("--linger="));
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

    private List<String> arguments() {
        return Arrays.asList(words.split(" ", -1)).stream()
                .map(word -> "--" + word)
                .toList();
    }

    private String file() throws IOException, InterruptedException {
        Path common = Path.of(CPrograms.program("client"));
        Path own = common.resolveSibling("client_" + name.replace(' ', '_'));
        synchronized (ClientKind.class) {
            if (!Files.exists(own) || !Files.getLastModifiedTime(own).equals(Files.getLastModifiedTime(common))) {
                Files.copy(common, own, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        assertThat(own).isExecutable();
        return own.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
