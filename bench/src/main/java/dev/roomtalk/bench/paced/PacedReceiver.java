package dev.roomtalk.bench.paced;

import dev.roomtalk.bench.base.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A running program that receives by signals: prints its pid, then each text on a line. */
final class PacedReceiver implements AutoCloseable {
    /** What it has written to one of its two outputs. */
    private record Line(boolean error, String text) {}

    private static final String REFUSED = "real-time";

    private final Process process;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final long pid;
    private volatile boolean refused;

    /** @param state where a bridge keeps what it learns */
    PacedReceiver(List<String> command, Path state) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("XDG_STATE_HOME", state.toString());
        builder.environment().put("XDG_CONFIG_HOME", state.toString());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw Failure.unexpected("cannot start " + command.getFirst() + ": " + e.getMessage());
        }
        Thread _ = Thread.ofVirtual().start(() -> read(process.errorReader(StandardCharsets.UTF_8), true));
        Thread _ = Thread.ofVirtual().start(() -> read(process.inputReader(StandardCharsets.UTF_8), false));
        Line first = lines.poll(1, TimeUnit.MINUTES);
        while (first != null && first.error()) {
            first = lines.poll(1, TimeUnit.MINUTES);
        }
        if (first == null) {
            process.destroyForcibly();
            throw Failure.unexpected(command.getFirst() + " did not start");
        }
        pid = Long.parseLong(first.text());
    }

    private void read(BufferedReader output, boolean error) {
        try (output) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                refused |= error && line.contains(REFUSED);
                lines.add(new Line(error, line));
            }
        } catch (IOException | UncheckedIOException _) {
            // It was ended while it wrote.
        }
    }

    long pid() {
        return pid;
    }

    /** It has said that it is not allowed a class above the ordinary one. */
    boolean refused() {
        return refused;
    }

    /** Forgets what it has written so far. */
    void forget() {
        lines.clear();
    }

    /**
     * What it has printed, from the first line on until it prints nothing for a moment; empty if it has printed
     * nothing, or only written to its standard error that it rejects something.
     */
    List<String> printed() throws InterruptedException {
        List<String> printed = new ArrayList<>();
        Line line = lines.poll(1_500, TimeUnit.MILLISECONDS);
        while (line != null) {
            if (!line.error()) {
                printed.add(line.text());
            }
            line = lines.poll(100, TimeUnit.MILLISECONDS);
        }
        return printed;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
