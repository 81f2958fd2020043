package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.kernel.ProcessState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An {@link RoomlessBridge} in a process of its own. */
final class RoomlessBridgeProcess extends StartedProgram {
    private RoomlessBridgeProcess(List<String> command) throws IOException {
        super(command, Map.of());
        // Not before this does it hear anything.
        assertThat(firstLine()).isEqualTo(Long.toString(pid()));
    }

    /** Started as the launchers do it, with a short warm-up, so that the first paced senders may lose bits. */
    static RoomlessBridgeProcess masked(Dialect dialect) throws IOException {
        return masked(dialect.name(), "quickly");
    }

    /** The same, for a sender in any dialect. */
    static RoomlessBridgeProcess auto() throws IOException {
        return masked("auto", "quickly");
    }

    /** The same, after the whole warm-up. */
    static RoomlessBridgeProcess warmedUp() throws IOException {
        return masked("auto");
    }

    /** The same, started by another program that takes the rest of its command line. */
    static RoomlessBridgeProcess startedBy(String... by) throws IOException {
        List<String> command = new ArrayList<>(List.of(by));
        command.addAll(maskedJava(RoomlessBridge.class));
        command.add("auto");
        return new RoomlessBridgeProcess(command);
    }

    /** The same after a short warm-up, which says whether the kernel refuses the real-time scheduling class. */
    static RoomlessBridgeProcess realTime() throws IOException {
        return masked("auto", "realtime", "quickly");
    }

    private static RoomlessBridgeProcess masked(String... options) throws IOException {
        List<String> command = new ArrayList<>(maskedJava(RoomlessBridge.class));
        command.addAll(List.of(options));
        return new RoomlessBridgeProcess(command);
    }

    /** Started like any Java program, so that it has to see to its signals itself. */
    static RoomlessBridgeProcess unmasked() throws IOException {
        List<String> command = new ArrayList<>(java(RoomlessBridge.class));
        command.addAll(List.of("auto", "quickly"));
        return new RoomlessBridgeProcess(command);
    }

    /** Waits until it has heard that text, and says from whom. */
    String awaitText(String text) {
        await().atMost(PATIENCE)
                .until(() -> heard().contains(text) || !process().isAlive());
        assertThat(heard()).as("texts; its errors are %s", errors()).contains(text);
        String line = output().stream()
                .filter(l -> l.endsWith("\t" + text))
                .findFirst()
                .orElseThrow();
        return line.substring(0, line.indexOf('\t'));
    }

    /** Waits until it has written a line like that to its standard error. */
    void awaitError(String part) {
        await().atMost(PATIENCE).until(() -> errors().stream().anyMatch(line -> line.contains(part)));
    }

    /** All texts it has heard. */
    List<String> heard() {
        return output().stream()
                .filter(line -> line.contains("\t"))
                .map(line -> line.substring(line.indexOf('\t') + 1))
                .toList();
    }

    /** Tells it to end; how many it has counted. It must not have kept a descriptor of any sender. */
    long finish(Counter counter) throws IOException, InterruptedException {
        return finish().getOrDefault(counter, 0L);
    }

    /** Tells it to end; what it has counted. */
    Map<Counter, Long> finish() throws IOException, InterruptedException {
        if (process().isAlive()) {
            process().getOutputStream().close();
        }
        assertThat(exitStatus()).as("errors: %s", errors()).isZero();
        String[] descriptors = output().getLast().split(" ", -1);
        assertThat(descriptors[1]).as("open descriptors at the end").isEqualTo(descriptors[0]);
        String counters = output().get(output().size() - 2);
        Map<Counter, Long> counted = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            Matcher matcher = Pattern.compile("(\\d+) " + Pattern.quote(counter.words()) + "(,|$)")
                    .matcher(counters);
            if (matcher.find()) {
                counted.put(counter, Long.parseLong(matcher.group(1)));
            }
        }
        return counted;
    }

    /** What it uses. */
    record Uses(long heap, int descriptors, int threads) {}

    /** Asks what it uses now. */
    Uses uses() throws IOException {
        long before = count("uses ");
        process().getOutputStream().write('?');
        process().getOutputStream().flush();
        await().atMost(PATIENCE)
                .until(() -> count("uses ") > before || !process().isAlive());
        String[] numbers = output().stream()
                .filter(line -> line.startsWith("uses "))
                .reduce((first, last) -> last)
                .orElseThrow()
                .split(" ", -1);
        return new Uses(Long.parseLong(numbers[1]), Integer.parseInt(numbers[2]), Integer.parseInt(numbers[3]));
    }

    private long count(String beginning) {
        return output().stream().filter(line -> line.startsWith(beginning)).count();
    }

    /**
     * The scheduling policies of its threads that read signals, as sched(7) numbers them: field 41 of {@code stat}
     * (proc(5)).
     */
    Map<String, String> policies() throws IOException {
        Map<String, String> policies = new HashMap<>();
        for (Path directory : threadsThatReceive()) {
            String stat = Files.readString(directory.resolve("stat"));
            if (!name(directory).equals("signals")) {
                policies.put(
                        name(directory),
                        stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[41 - 3]);
            }
        }
        return policies;
    }

    /** How often each of its threads that receive has given up its core, or was put off it. */
    Map<String, Long> switches() {
        Map<String, Long> switches = new HashMap<>();
        try {
            for (Path directory : threadsThatReceive()) {
                long sum = 0;
                for (String line : Files.readAllLines(directory.resolve("status"))) {
                    if (line.contains("ctxt_switches:")) {
                        sum += Long.parseLong(
                                line.substring(line.indexOf(':') + 1).strip());
                    }
                }
                switches.put(name(directory), sum);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return switches;
    }

    /** Their directories of proc(5): of the threads that read signals, and of the one that owns the senders. */
    private List<Path> threadsThatReceive() throws IOException {
        List<Path> threads = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(Path.of("/proc/" + pid() + "/task"))) {
            for (Path directory : directories) {
                String name = name(directory);
                if (name.equals("signals") || name.startsWith("signal-reader-")) {
                    threads.add(directory);
                }
            }
        }
        return threads;
    }

    /** Of a thread; empty if it has just ended. */
    private static String name(Path directory) throws IOException {
        try {
            return Files.readString(directory.resolve("comm")).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** How each of its threads stands towards signals. */
    List<ProcessState> threads() throws IOException {
        List<ProcessState> threads = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(Path.of("/proc/" + pid() + "/task"))) {
            for (Path directory : directories) {
                ProcessState state = ProcessState.parse(Files.readAllBytes(directory.resolve("status")), true);
                if (state != null) {
                    threads.add(state);
                }
            }
        }
        return threads;
    }
}
