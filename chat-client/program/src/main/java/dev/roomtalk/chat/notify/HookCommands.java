package dev.roomtalk.chat.notify;

import dev.roomtalk.chat.console.ChildProcesses;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs the commands that a person has set for what happens. The text is on standard input, and never part of a command
 * line; no shell is involved, and nothing that a command prints is shown. At most {@link #MAX_RUNNING} run at one time,
 * each for at most {@link #MAX_TIME}: then it is killed. What happens while so many run starts no command. Any thread.
 */
public final class HookCommands implements AutoCloseable {
    public static final int MAX_RUNNING = 4;
    static final Duration MAX_TIME = Duration.ofSeconds(10);

    private final Duration time;
    private final Consumer<String> problem;
    private final Semaphore free = new Semaphore(MAX_RUNNING);
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private final Set<String> reported = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param problem takes a sentence about a command that cannot be started, once for each; on any thread */
    public HookCommands(Consumer<String> problem) {
        this(MAX_TIME, problem);
    }

    HookCommands(Duration time, Consumer<String> problem) {
        this.time = time;
        this.problem = problem;
    }

    /**
     * Starts a command, unless too many are running.
     *
     * @param command the program and its arguments
     * @param variables for its environment, besides those of this program
     * @param text on its standard input
     */
    public void run(List<String> command, Map<String, String> variables, String text) {
        if (!closed && free.tryAcquire()) {
            Thread.ofVirtual().name("chat-hook").start(() -> {
                try {
                    runToItsEnd(command, variables, text);
                } finally {
                    free.release();
                }
            });
        }
    }

    private void runToItsEnd(List<String> command, Map<String, String> variables, String text) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
        ChildProcesses.hideSecrets(builder);
        builder.environment().putAll(variables);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            if (reported.add(command.getFirst())) {
                problem.accept("cannot run " + command.getFirst() + ": " + e.getMessage());
            }
            return;
        }
        running.add(process);
        try {
            if (closed) {
                ChildProcesses.kill(process);
            }
            write(process, text);
            if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
                ChildProcesses.kill(process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.remove(process);
        }
    }

    /** A message is shorter than what a pipe holds, so that this does not wait for a command that reads nothing. */
    private static void write(Process process, String text) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The command did not want to read it.
        }
    }

    /** Ends the commands that are running, and starts none any longer. */
    @Override
    public void close() {
        closed = true;
        running.forEach(ChildProcesses::kill);
    }
}
