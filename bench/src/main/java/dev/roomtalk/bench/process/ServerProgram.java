package dev.roomtalk.bench.process;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.net.Endpoint;
import dev.roomtalk.wire.Pin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A room-server that was started for this run, with a data directory that goes with it. */
public final class ServerProgram implements AutoCloseable {
    private static final Pattern READY =
            Pattern.compile("room-server \\S+ ready: tcp (\\S+?:\\d+), .*?(?:fingerprint (SHA256:\\S{43})|plain).*");
    private static final Pattern METRICS = Pattern.compile(".*metrics on port (\\d+)");
    private static final long START_SECONDS = 60;

    private final List<String> command;
    private final StartedProgram program;
    private volatile Process process;
    private String readyLine;

    private ServerProgram(List<String> command, StartedProgram program) {
        this.command = command;
        this.program = program;
        this.process = launch(0);
        this.readyLine = ready();
    }

    /**
     * Starts a server on loopback, on ports that the kernel chooses, and waits until it serves.
     *
     * @param command what starts a server
     * @param options further options for it
     */
    public static ServerProgram start(List<String> command, List<String> options) {
        StartedProgram program = new StartedProgram();
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("--host", "127.0.0.1"));
        all.addAll(List.of("--data-dir", program.directory().resolve("data").toString()));
        all.addAll(options);
        try {
            return new ServerProgram(all, program);
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    private Process launch(int port) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("--port", Integer.toString(port)));
        try {
            return program.start(
                    new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.appendTo(log().toFile())));
        } catch (IOException e) {
            throw Failure.unexpected("cannot start " + command.getFirst() + ": " + e.getMessage());
        }
    }

    private Path log() {
        return program.directory().resolve("server.log");
    }

    /** Waits until it serves, and returns the line that says so. */
    private String ready() {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        CompletableFuture<String> firstLine = CompletableFuture.supplyAsync(() -> readLine(output));
        String line;
        try {
            line = firstLine.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException _) {
            line = "";
        }
        if (!READY.matcher(line).matches()) {
            process.destroyForcibly();
            String why = lastLine(log());
            throw Failure.unexpected("the room-server did not start: " + (why.isEmpty() ? line : why));
        }
        return line;
    }

    /** Ends the server with SIGTERM, and starts it again on the same port and data. Returns when it serves. */
    public void restart() {
        program.end();
        process = launch(access().address().getPort());
        readyLine = ready();
    }

    private static String readLine(BufferedReader reader) {
        try {
            String line = reader.readLine();
            return line == null ? "" : line;
        } catch (IOException _) {
            return "";
        }
    }

    private static String lastLine(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> !line.isBlank())
                    .reduce((_, last) -> last)
                    .orElse("it printed nothing within " + START_SECONDS + " s");
        } catch (IOException | UncheckedIOException _) {
            return "";
        }
    }

    /** Where the server of that start line can be reached. */
    public static Access access(String readyLine) {
        Matcher ready = READY.matcher(readyLine);
        if (!ready.matches()) {
            throw new IllegalArgumentException(readyLine);
        }
        InetSocketAddress address = Endpoint.parse(ready.group(1));
        String fingerprint = ready.group(2);
        return fingerprint == null
                ? new Access(address, null, true)
                : new Access(address, Pin.parse(fingerprint), false);
    }

    public Access access() {
        return access(readyLine);
    }

    /** Where its metrics are, if the options ask for them. */
    public int metricsPort() {
        Matcher port = METRICS.matcher(readyLine);
        if (!port.matches()) {
            throw new IllegalStateException(readyLine);
        }
        return Integer.parseInt(port.group(1));
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        program.close();
    }
}
