package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.ChildProcesses;
import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.console.JsonLine;
import dev.roomtalk.chat.console.MessageText;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.text.NotUtf8Exception;
import dev.roomtalk.text.Utf8Lines;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A command that hears and speaks in a room: each message is a JSON object on a line of its standard input, and each
 * line that it prints is a message. The messages of its own user it does not hear, or two of a kind would answer each
 * other for ever. A command that ends is started again.
 *
 * <p>What arrives while no command runs, or while it does not read, waits: {@link #MAX_WAITING} messages, and the
 * newest are left out. What a command had read when it ended is not given to the next one. A command that prints faster
 * than the room takes it waits, by its full pipe, for the answers to {@link #MAX_UNANSWERED} messages.
 *
 * <p>One thread runs {@link #run}; for each start of the command one thread writes to it and one reads from it.
 */
public final class RoomBot {
    static final int MAX_WAITING = 10_000;
    static final int MAX_UNANSWERED = 100;

    /** For what was said last to be answered, and for a command to end when its input has ended. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final OnlineSession online;
    private final Console console;
    private final JoinedRoom room;
    private final @Nullable String label;
    private final List<String> command;
    private final Restarts restarts;
    private final RoomEvents others;
    private final BlockingQueue<Step> steps;
    private final LongSupplier nanoTime;
    private final BlockingDeque<String> waiting = new LinkedBlockingDeque<>(MAX_WAITING);
    private final Semaphore free = new Semaphore(MAX_UNANSWERED);
    private volatile @Nullable Run running;
    private boolean leavesOut;
    private volatile boolean refused;

    /** What the thread of {@link #run} is to deal with next. */
    public sealed interface Step {}

    /** The session reports this. */
    public record Happened(ChatEvent event) implements Step {}

    /** The command has ended, with this exit status. */
    private record CommandEnded(int status, Duration ran) implements Step {}

    /** The command while it runs. */
    private record Run(Process process, Thread writer, Thread reader) {}

    /**
     * When a command that has ended is started again: after {@code first}, and after twice as long each time up to
     * {@code longest}, until one has run for {@code longest}.
     *
     * @param wanted false: it is not, and its end is the end
     */
    public record Restarts(boolean wanted, Duration first, Duration longest) {
        public static final Restarts USUAL = new Restarts(true, Duration.ofSeconds(1), Duration.ofMinutes(1));
        public static final Restarts NONE = new Restarts(false, Duration.ZERO, Duration.ZERO);
    }

    /** A queue for the steps of a bot, which is to be given what the session reports. */
    public static BlockingQueue<Step> steps() {
        return new LinkedBlockingQueue<>();
    }

    /**
     * @param command the program and its arguments; no shell is involved
     * @param steps takes what the session has reported since the room was entered
     * @param nanoTime as {@link System#nanoTime}
     */
    public RoomBot(
            OnlineSession online,
            Console console,
            JoinedRoom room,
            @Nullable String label,
            List<String> command,
            Restarts restarts,
            BlockingQueue<Step> steps,
            LongSupplier nanoTime) {
        this.online = online;
        this.console = console;
        this.room = room;
        this.label = label;
        this.command = command;
        this.restarts = restarts;
        this.steps = steps;
        this.nanoTime = nanoTime;
        this.others = new RoomEvents(console);
    }

    /**
     * Runs the command until the session ends or, where it is not restarted, until the command ends.
     *
     * @throws CommandFailure if it cannot be started at first, or the session is in the room no longer
     */
    public ExitCode run() throws InterruptedException {
        Thread farewell = new Thread(this::kill, "chat-bot-farewell");
        Runtime.getRuntime().addShutdownHook(farewell);
        try {
            start();
            return serve();
        } finally {
            end();
            try {
                Runtime.getRuntime().removeShutdownHook(farewell);
            } catch (IllegalStateException e) {
                // The program is ending, and the hook kills the command.
            }
        }
    }

    private ExitCode serve() throws InterruptedException {
        Duration delay = restarts.first;
        long restartAt = 0;
        while (true) {
            Step step = running != null
                    ? steps.take()
                    : steps.poll(Math.max(0, restartAt - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
            switch (step) {
                case Happened(ChatEvent.Message message) -> hear(message);
                case Happened(ChatEvent event) -> others.on(event);
                case CommandEnded(int status, Duration ran) -> {
                    finish();
                    if (!restarts.wanted) {
                        return status == 0 ? answered() : ExitCode.FAILED;
                    }
                    delay = ran.compareTo(restarts.longest) < 0 ? delay : restarts.first;
                    console.complain("the command has ended with status " + status + "; it is started again in "
                            + delay.toSeconds() + " s");
                    restartAt = nanoTime.getAsLong() + delay.toNanos();
                    delay = delay.multipliedBy(2).compareTo(restarts.longest) < 0
                            ? delay.multipliedBy(2)
                            : restarts.longest;
                }
                case null -> start();
            }
        }
    }

    private void start() {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
        ChildProcesses.hideSecrets(builder);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw CommandFailure.badInput(String.valueOf(e.getMessage()));
        }
        long startedAt = nanoTime.getAsLong();
        running = new Run(
                process,
                Thread.ofVirtual().name("chat-bot-in").start(() -> write(process)),
                Thread.ofVirtual().name("chat-bot-out").start(() -> read(process)));
        process.onExit()
                .thenAccept(ended -> steps.add(
                        new CommandEnded(ended.exitValue(), Duration.ofNanos(nanoTime.getAsLong() - startedAt))));
    }

    /** The command has ended: what it has printed is said. */
    private void finish() throws InterruptedException {
        Run run = Objects.requireNonNull(running);
        run.writer.interrupt();
        run.reader.join(PATIENCE);
        running = null;
    }

    /** Waits for the answers to what was said. */
    private ExitCode answered() throws InterruptedException {
        if (free.tryAcquire(MAX_UNANSWERED, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            return refused ? ExitCode.NOT_DELIVERED : ExitCode.DONE;
        }
        console.complain("the server has not answered all that the command has said");
        return ExitCode.NOT_DELIVERED;
    }

    /** Ends the command: its input ends, and after a while it is killed. */
    private void end() throws InterruptedException {
        Run run = running;
        if (run != null) {
            run.writer.interrupt();
            if (!run.process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        }
    }

    private void kill() {
        Run run = running;
        if (run != null) {
            ChildProcesses.kill(run.process);
        }
    }

    private void hear(ChatEvent.Message message) {
        if (message.own() || message.author().equals(online.client().status().name())) {
            return;
        }
        if (waiting.offer(JsonLine.message(message).toString())) {
            leavesOut = false;
        } else if (!leavesOut) {
            leavesOut = true;
            console.complain("the command does not read: " + MAX_WAITING
                    + " messages wait for it, and what arrives now is left out for it");
        }
    }

    private void write(Process process) {
        try (OutputStream in = process.getOutputStream()) {
            while (true) {
                String line = waiting.take();
                try {
                    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    in.flush();
                } catch (IOException e) {
                    // The command has ended, or has closed its input: the next one is given this.
                    waiting.offerFirst(line);
                    return;
                }
            }
        } catch (InterruptedException | IOException e) {
            // The command is not to hear more, and its input is closed.
        }
    }

    private void read(Process process) {
        Utf8Lines lines = new Utf8Lines(process.getInputStream());
        try {
            while (true) {
                try {
                    String line = lines.next();
                    if (line == null) {
                        return;
                    }
                    if (!MessageText.isBlank(line)) {
                        say(line);
                    }
                } catch (NotUtf8Exception e) {
                    console.complain("what the command printed is not said: " + e.getMessage());
                }
            }
        } catch (IOException | InterruptedException e) {
            // The command was killed, or this program ends.
        }
    }

    private void say(String text) throws InterruptedException {
        free.acquire();
        online.client().publish(room.name(), text, label).answered().whenComplete((receipt, failure) -> {
            String why = failure != null ? String.valueOf(failure.getMessage()) : notSaid(receipt);
            if (why != null) {
                refused = true;
                console.complain(why);
            }
            free.release();
        });
    }

    private static @Nullable String notSaid(Receipt receipt) {
        return switch (receipt) {
            case Receipt.Delivered _ -> null;
            case Receipt.Refused(var _, String why) -> "not said: " + why;
            case Receipt.Unknown(String why) -> "it is not known whether a message was delivered: " + why;
        };
    }
}
