package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A program that a test has started: its lines as they come. Closing it ends it. */
public class StartedProgram implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int MAX_TRIES = 1_000;

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Thread outputReader;
    private final Thread errorReader;

    StartedProgram(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        process = start(builder);
        outputReader = Thread.ofVirtual().start(() -> collect(process.getInputStream(), output));
        errorReader = Thread.ofVirtual().start(() -> collect(process.getErrorStream(), errors));
    }

    /**
     * A program file that was just written cannot be started while a process that another thread is starting still has
     * it open (ETXTBSY of execve(2)).
     */
    private static Process start(ProcessBuilder builder) throws IOException {
        for (int i = 0; ; i++) {
            try {
                return builder.start();
            } catch (IOException e) {
                if (i == MAX_TRIES || !String.valueOf(e.getMessage()).contains("error=26")) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    static StartedProgram start(String... command) throws IOException {
        return new StartedProgram(List.of(command), Map.of());
    }

    /** The beginning of a command line that runs a class of this test's class path in a Java VM. */
    static List<String> java(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Droomtalk.bridge.quick-start=true",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
    }

    /** The same, in a VM that blocks both signals from its first instruction on, as the launchers start it. */
    static List<String> maskedJava(Class<?> main) {
        List<String> command = new ArrayList<>(List.of("env", "--block-signal=USR1,USR2,42,43", "_JAVA_SR_SIGNUM=16"));
        command.addAll(java(main));
        return command;
    }

    private static void collect(InputStream stream, List<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // The program was ended while it wrote.
            lines.add("(" + e.getMessage() + ")");
        }
    }

    Process process() {
        return process;
    }

    long pid() {
        return process.pid();
    }

    List<String> output() {
        return output;
    }

    List<String> errors() {
        return errors;
    }

    /** The first line of its output. */
    String firstLine() {
        await().atMost(PATIENCE).until(() -> !output.isEmpty() || !process.isAlive());
        assertThat(output).as("output; its errors are %s", errors).isNotEmpty();
        return output.getFirst();
    }

    /** Waits until it has ended by itself; its exit status, 128 + n if signal n killed it. */
    int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ended; its output is %s, its errors are %s", output, errors)
                .isTrue();
        awaitOutput();
        return process.exitValue();
    }

    /** Waits until all that it has said is there; it must have ended. */
    void awaitOutput() throws InterruptedException {
        outputReader.join();
        errorReader.join();
    }

    /** Sends it SIGTERM, and goes on reading what it says. */
    void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
