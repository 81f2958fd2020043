package dev.roomtalk.e2e;

import dev.roomtalk.bench.proxy.LossyPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Where one test plays: a directory, people, servers, programs and terminals, all of which are gone when it ends. Every
 * process started from here inherits a mark in its environment, by which what is left over is found, whatever session
 * it has moved to. Props may be taken by several threads.
 */
final class Stage implements BeforeEachCallback, AfterEachCallback {
    static final Path ROOT =
            Path.of(System.getProperty("roomtalk.root", "..")).toAbsolutePath().normalize();

    private static final String MARK = "ROOMTALK_STAGE";
    private static final long SEED = 4;

    /** The second compiler costs a server more than it lives to win back. */
    private static final Map<String, String> SHORT_LIVED = Map.of("ROOMTALK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

    private final Props props = new Props();
    private final AtomicInteger numbers = new AtomicInteger();
    private String mark = "";
    private Path directory = Path.of("/nonexistent");
    private Person stageHand = new Person("", directory);

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        mark = UUID.randomUUID().toString();
        directory = Files.createTempDirectory("roomtalk-e2e-");
        stageHand = person("operator");
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (context.getExecutionException().isPresent()) {
            props.print();
        }
        try {
            props.closeAll();
        } catch (Exception e) {
            System.err.println("while closing: " + e + ", " + Arrays.toString(e.getSuppressed()));
        }
        leftOver().forEach(ProcessHandle::destroyForcibly);
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    Path directory() {
        return directory;
    }

    /** Someone with a home of their own. */
    Person person(String name) {
        try {
            return new Person(name, Files.createDirectories(directory.resolve("home-" + name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Server server(String... options) {
        return server(SHORT_LIVED, options);
    }

    /** @param environment what the server gets besides what everybody gets, in the place of what makes it start fast */
    Server server(Map<String, String> environment, String... options) {
        return new Server(this, directory.resolve("server-" + numbers.incrementAndGet()), environment, options);
    }

    /**
     * Another way to a server, by 127.0.0.2.
     *
     * @param delay in each direction
     * @param loss from 0 to 1, of the datagrams of each direction
     */
    LossyPath path(Server server, Duration delay, double loss) {
        return path("127.0.0.2", server, delay, loss);
    }

    /** Another way to a server, by this loopback address. */
    LossyPath path(String host, Server server, Duration delay, double loss) {
        Missing.unlessLinux("where " + host + " is an address of this machine");
        try {
            return keep(LossyPath.open(host, server.port(), delay, loss, SEED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients find the server by this way. */
    static String address(LossyPath path) {
        return path.address().getHostString() + ":" + path.address().getPort();
    }

    /** Starts a launcher as nobody in particular. */
    Program start(String launcher, String... arguments) {
        return start(stageHand, launcher, arguments);
    }

    /** Starts a launcher of {@code bin/} as a person, without a terminal. */
    Program start(Person who, String launcher, String... arguments) {
        return start(who, Map.of(), launcher, arguments);
    }

    Program start(Map<String, String> more, String launcher, String... arguments) {
        return start(stageHand, more, launcher, arguments);
    }

    Program start(Person who, Map<String, String> more, String launcher, String... arguments) {
        Map<String, String> environment = environment(who);
        environment.putAll(more);
        return keep(Program.start(directory, environment, command(launcher, arguments)));
    }

    /** Starts a launcher and waits for its end. */
    Outcome run(Person who, String launcher, String... arguments) {
        Program program = start(who, launcher, arguments);
        program.endInput();
        return program.awaitEnd();
    }

    /**
     * Runs a command of the client that has to succeed without a word on standard error, and returns what it printed.
     */
    String chat(Person who, Server server, String command, String... arguments) {
        Outcome outcome = run(who, "chat", server.command(who, command, arguments));
        if (outcome.exitCode() != 0 || !outcome.err().isEmpty()) {
            throw new AssertionError(command + ": " + outcome);
        }
        return outcome.out();
    }

    /** Starts a launcher as a person in a terminal. */
    Terminal terminal(Person who, String launcher, String... arguments) {
        Missing.unlessOnPath("tmux", "for a pseudo-terminal");
        Path socket = directory.resolve("tmux-" + numbers.incrementAndGet());
        return keep(new Terminal(socket, directory, environment(who), command(launcher, arguments)));
    }

    <T extends AutoCloseable> T keep(T prop) {
        return props.keep(prop);
    }

    /** The processes of this stage that are alive, whoever their parent is. */
    List<ProcessHandle> leftOver() {
        byte[] wanted = (MARK + "=" + mark).getBytes(StandardCharsets.UTF_8);
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    try {
                        Path environment = Path.of("/proc", Long.toString(process.pid()), "environ");
                        return new String(Files.readAllBytes(environment), StandardCharsets.ISO_8859_1)
                                .contains(new String(wanted, StandardCharsets.ISO_8859_1));
                    } catch (IOException e) {
                        return false; // it has just ended, or is not ours
                    }
                })
                .toList();
    }

    static String[] concat(String[] first, String... second) {
        return Stream.concat(Stream.of(first), Stream.of(second)).toArray(String[]::new);
    }

    private static List<String> command(String launcher, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(
                launcher.startsWith("/")
                        ? launcher
                        : ROOT.resolve("bin", launcher).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private Map<String, String> environment(Person who) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("HOME", who.home().toString());
        environment.put("XDG_CONFIG_HOME", who.home().resolve(".config").toString());
        environment.put("XDG_STATE_HOME", who.home().resolve(".local/state").toString());
        environment.put("TMPDIR", directory.toString());
        environment.put("LANG", "C.UTF-8");
        environment.put("ROOMTALK_NAME", who.name());
        environment.put(MARK, mark);
        return environment;
    }
}
