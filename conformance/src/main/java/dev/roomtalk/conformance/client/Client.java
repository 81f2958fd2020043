package dev.roomtalk.conformance.client;

import dev.roomtalk.conformance.check.Report;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client that is checked: a command that this program starts, and to whose standard input it writes a line for each
 * message; or one that a person has started, and is asked to speak with.
 */
public final class Client implements AutoCloseable {
    private final List<String> command;
    private final Report report;
    private @Nullable Process process;
    private int messages;

    /** @param command empty: a person starts it */
    public Client(List<String> command, Report report) {
        this.command = command;
        this.report = report;
    }

    /** The same words, with what stands in braces replaced. */
    public static List<String> filled(List<String> command, String address, String pin, String room) {
        return command.stream()
                .map(word -> word.replace("{address}", address)
                        .replace("{host}", address.substring(0, address.lastIndexOf(':')))
                        .replace("{port}", address.substring(address.lastIndexOf(':') + 1))
                        .replace("{pin}", pin)
                        .replace("{room}", room))
                .toList();
    }

    /** Starts it, if it does not run. */
    void start() throws IOException {
        Process running = process;
        if (command.isEmpty() || (running != null && running.isAlive())) {
            return;
        }
        process = new ProcessBuilder(command)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT)
                .start();
    }

    /** Ends it: the next check has a new one. */
    void stop() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.descendants().forEach(ProcessHandle::destroy);
        running.destroy();
        try {
            if (!running.waitFor(5, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    /** Has it publish a message, and returns the text; null: a person chooses it. */
    @Nullable
    String say() throws IOException {
        Process running = process;
        if (running == null) {
            report.note("publish a message now");
            return null;
        }
        String text = "conformance message " + ++messages;
        running.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
        running.getOutputStream().flush();
        return text;
    }

    @Override
    public void close() {
        stop();
    }
}
