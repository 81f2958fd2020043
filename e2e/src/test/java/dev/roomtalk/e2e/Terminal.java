package dev.roomtalk.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/** A pseudo-terminal with a program in it: what a person types, and what is on the screen. It is a tmux of its own. */
final class Terminal implements AutoCloseable {
    static final int COLUMNS = 110;
    static final int ROWS = 30;

    /** Runs a program and leaves its exit code in a file: what tmux itself says of it is not reliable. */
    private static final String SHELL = "trap : INT; code=$1; shift; \"$@\"; echo $? >\"$code\"";

    private final Path socket;
    private final Path exitCode;
    private final Map<String, String> environment;

    Terminal(Path socket, Path directory, Map<String, String> environment, List<String> command) {
        this.socket = socket;
        this.exitCode = socket.resolveSibling(socket.getFileName() + ".exit");
        this.environment = environment;
        List<String> start = new ArrayList<>(List.of(
                "tmux",
                "-u",
                "-S",
                socket.toString(),
                "-f",
                "/dev/null",
                "set-option",
                "-g",
                "exit-empty",
                "off",
                ";",
                "set-option",
                "-g",
                "remain-on-exit",
                "on",
                ";",
                "set-option",
                "-g",
                "status",
                "off",
                ";",
                "set-option",
                "-g",
                "default-terminal",
                "screen-256color",
                ";",
                "new-session",
                "-d",
                "-x",
                Integer.toString(COLUMNS),
                "-y",
                Integer.toString(ROWS),
                "-c",
                directory.toString()));
        start.addAll(List.of("--", "sh", "-c", SHELL, "sh", exitCode.toString()));
        start.addAll(command);
        tmux(start);
    }

    /** Types text, as it is. */
    void type(String text) {
        command("send-keys", "-l", "--", text);
    }

    /** Presses a key by its tmux name: Enter, Up, Tab, C-c. */
    void press(String key) {
        command("send-keys", key);
    }

    void enter(String line) {
        type(line);
        press("Enter");
    }

    /** Pastes text, as a terminal does for a program that wants to know what is pasted (bracketed paste). */
    void paste(String text) {
        Path block = socket.resolveSibling(socket.getFileName() + ".paste");
        try {
            Files.writeString(block, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        command("load-buffer", block.toString(), ";", "paste-buffer", "-p", "-d");
    }

    /** What is on the screen now. */
    String screen() {
        return command("capture-pane", "-p").stripTrailing();
    }

    /** The title of the window. */
    String title() {
        return command("display-message", "-p", "#{pane_title}").strip();
    }

    /** Gives the window another size. */
    void resize(int columns, int rows) {
        command("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
    }

    /** The row on the screen that the cursor is in, and its column, from 0 on. */
    String cursor() {
        return command("display-message", "-p", "#{cursor_y},#{cursor_x}").strip();
    }

    /** Whether the program has asked for reports of the mouse. */
    boolean reportsMouse() {
        return command("display-message", "-p", "#{mouse_any_flag}").strip().equals("1");
    }

    /** The screen and what has scrolled off it; lines that the terminal wrapped are joined. */
    String everything() {
        return command("capture-pane", "-p", "-J", "-S", "-").stripTrailing();
    }

    /** Waits until everything shown so far holds a text. */
    void awaitText(String text) {
        awaitAll("\"" + text + "\"", shown -> shown.contains(text));
    }

    /** Waits until everything shown so far is as the condition says. */
    void awaitAll(String what, Predicate<String> condition) {
        try {
            await().atMost(Program.PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> condition.test(everything()));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no " + what + " on the screen:\n" + this, e);
        }
    }

    /** Waits until the status line shows that the room has so many members and that the client is connected. */
    void awaitMembers(int count) {
        String wanted = count + (count == 1 ? " member · connected" : " members · connected");
        awaitScreen(wanted, shown -> shown.contains(wanted));
    }

    /** Waits until the screen itself is as the condition says. */
    void awaitScreen(String what, Predicate<String> condition) {
        try {
            await().atMost(Program.PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> condition.test(screen()));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no " + what + " on the screen:\n" + this, e);
        }
    }

    /** Waits until the program has ended and returns its exit code. */
    int awaitEnd() {
        try {
            await().atMost(Program.PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> exitCode().endsWith("\n"));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("still running:\n" + this, e);
        }
        return Integer.parseInt(exitCode().strip());
    }

    /** Empty while the program runs. */
    private String exitCode() {
        try {
            return Files.exists(exitCode) ? Files.readString(exitCode) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program itself. */
    ProcessHandle program() {
        long shell =
                Long.parseLong(command("display-message", "-p", "#{pane_pid}").strip());
        return ProcessHandle.of(shell).orElseThrow().children().findFirst().orElseThrow();
    }

    /** Closes the window: the program in it loses its terminal. */
    @Override
    public void close() {
        try (Program kill =
                Program.start(Path.of("/"), environment, List.of("tmux", "-S", socket.toString(), "kill-server"))) {
            kill.awaitEnd();
        }
    }

    private String command(String... words) {
        List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S", socket.toString()));
        command.addAll(List.of(words));
        return tmux(command);
    }

    private String tmux(List<String> command) {
        try (Program tmux = Program.start(Path.of("/"), environment, command)) {
            Outcome outcome = tmux.awaitEnd();
            if (outcome.exitCode() != 0) {
                throw new AssertionError("tmux: " + outcome);
            }
            return outcome.out();
        }
    }

    @Override
    public String toString() {
        return "--- screen\n" + everything();
    }
}
