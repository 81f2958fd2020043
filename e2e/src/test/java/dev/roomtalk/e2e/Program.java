package dev.roomtalk.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** A process that a test started, and what it has written so far. May be used from any thread. */
final class Program implements AutoCloseable {
    /** Longer than anything takes on a machine that is busy with the rest of the build. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String title;
    private final Process process;
    private final Text out;
    private final Text err;

    private Program(String title, Process process) {
        this.title = title;
        this.process = process;
        this.out = new Text(process.getInputStream());
        this.err = new Text(process.getErrorStream());
    }

    static Program start(Path directory, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        String title = command.stream()
                .map(word -> word.substring(word.lastIndexOf('/') + 1))
                .collect(Collectors.joining(" "));
        try {
            return new Program(title, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    String out() {
        return out.soFar();
    }

    String err() {
        return err.soFar();
    }

    /** Writes a line to the program's standard input. */
    void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a whole line of standard output that the condition accepts, and returns it. */
    String awaitLine(String what, Predicate<String> condition) {
        awaitUntil(what, () -> line(condition).isPresent());
        return line(condition).orElseThrow();
    }

    String awaitLineWith(String part) {
        return awaitLine("a line with \"" + part + "\"", line -> line.contains(part));
    }

    /** The whole lines of standard output so far. */
    Stream<String> lines() {
        return out.wholeLines();
    }

    private Optional<String> line(Predicate<String> condition) {
        return out.wholeLines().filter(condition).findFirst();
    }

    /** Waits for a condition; when it does not come, or the program ends first, says what the program wrote. */
    void awaitUntil(String what, Callable<Boolean> condition) {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> condition.call() || (!process.isAlive() && out.complete()));
            if (condition.call()) {
                return;
            }
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no " + what + " in time from " + this, e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("no " + what + " from " + this);
    }

    Outcome awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running: " + this);
            }
            await().atMost(PATIENCE).until(() -> out.complete() && err.complete());
            return new Outcome(process.exitValue(), out.soFar(), err.soFar());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL and waits until the process is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        kill();
    }

    @Override
    public String toString() {
        String state = process.isAlive() ? "running" : "ended with " + process.exitValue();
        return title + " [" + process.pid() + ", " + state + "]\n--- stdout\n" + out.soFar() + "\n--- stderr\n"
                + err.soFar();
    }

    /** What came from one of the process's outputs so far. */
    private static final class Text {
        private final StringBuilder text = new StringBuilder();
        private final Thread reader;

        Text(InputStream source) {
            reader = Thread.ofVirtual().start(() -> {
                try (var characters = new InputStreamReader(source, StandardCharsets.UTF_8)) {
                    char[] chunk = new char[4096];
                    for (int n = characters.read(chunk); n >= 0; n = characters.read(chunk)) {
                        append(new String(chunk, 0, n));
                    }
                } catch (IOException e) {
                    append("[reading ended: " + e.getMessage() + "]");
                }
            });
        }

        private synchronized void append(String more) {
            text.append(more);
        }

        synchronized String soFar() {
            return text.toString();
        }

        Stream<String> wholeLines() {
            String soFar = soFar();
            int end = soFar.lastIndexOf('\n');
            return end < 0 ? Stream.empty() : soFar.substring(0, end).lines();
        }

        boolean complete() {
            return !reader.isAlive();
        }
    }
}
