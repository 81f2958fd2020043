package dev.roomtalk.server.console;

import com.github.benmanes.caffeine.cache.Ticker;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The live picture of a server on a terminal, drawn anew each second; without a terminal one picture. */
public final class LiveTop {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final int ESCAPE = 0x1b;

    /** The terminal gives each key at once, and waits for one for at most ten tenths of a second. */
    private static final List<String> KEY_BY_KEY = List.of("-icanon", "-echo", "min", "0", "time", "10");

    /** A terminal that is gone answers at once that there is no key. */
    private static final int MAX_EMPTY = 20;

    private final ConsoleClient server;
    private final PrintStream out;
    private final PrintStream err;

    public LiveTop(ConsoleClient server, PrintStream out, PrintStream err) {
        this.server = server;
        this.out = out;
        this.err = err;
    }

    /**
     * Prints what has happened in a second.
     *
     * @return the exit code
     */
    public int once() throws IOException, InterruptedException {
        ConsoleAnswer first = server.ask(request(Map.of()));
        if (first.code() != 0) {
            return fail(first);
        }
        TimeUnit.SECONDS.sleep(1);
        ConsoleAnswer second = server.ask(request(Map.of()));
        if (second.code() != 0) {
            return fail(second);
        }
        out.print(second.text());
        return 0;
    }

    private int fail(ConsoleAnswer answer) {
        err.println("room-server: " + answer.text());
        return answer.code();
    }

    private static ConsoleRequest request(Map<ConsoleCommand.Option, String> size) {
        return new ConsoleRequest(ConsoleCommand.TOP, List.of(), size);
    }

    /**
     * Draws until a key ends it.
     *
     * @return the exit code
     */
    public int live(InputStream keys) throws IOException, InterruptedException {
        String before = stty(List.of("-g"));
        if (before == null) {
            return once();
        }
        Thread restore = new Thread(() -> leave(before), "restore");
        Runtime.getRuntime().addShutdownHook(restore);
        ConsoleAnswer failed = null;
        try {
            stty(KEY_BY_KEY);
            out.print(ENTER);
            failed = draw(keys);
        } finally {
            Runtime.getRuntime().removeShutdownHook(restore);
            leave(before);
        }
        return failed == null ? 0 : fail(failed);
    }

    private void leave(String before) {
        out.print(LEAVE);
        out.flush();
        try {
            stty(List.of(before));
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The answer of a server that refused; null if a key ended it. */
    private @Nullable ConsoleAnswer draw(InputStream keys) throws IOException, InterruptedException {
        Ticker ticker = Ticker.systemTicker();
        boolean still = false;
        int empty = 0;
        while (true) {
            if (!still) {
                ConsoleAnswer answer = server.ask(request(size()));
                if (answer.code() != 0) {
                    return answer;
                }
                show(answer.text());
            }
            long asked = ticker.read();
            int key = keys.read();
            if (key == 'q' || key == 'Q' || key == ESCAPE) {
                return null;
            }
            if (key == ' ') {
                still = !still;
            }
            boolean atOnce = Duration.ofNanos(ticker.read() - asked).toMillis() < 500;
            empty = key < 0 && atOnce ? empty + 1 : 0;
            if (empty == MAX_EMPTY) {
                return null;
            }
        }
    }

    private void show(String picture) {
        StringBuilder text = new StringBuilder(HOME);
        List<String> lines = picture.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            text.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append(CLEAR_LINE);
        }
        out.print(text.append(CLEAR_BELOW));
        out.flush();
    }

    private static Map<ConsoleCommand.Option, String> size() throws IOException, InterruptedException {
        Map<ConsoleCommand.Option, String> size = new EnumMap<>(ConsoleCommand.Option.class);
        String output = stty(List.of("size"));
        String[] words = output == null ? new String[0] : output.split(" ", -1);
        if (words.length == 2 && !words[0].equals("0") && !words[1].equals("0")) {
            size.put(ConsoleCommand.Option.ROWS, words[0]);
            size.put(ConsoleCommand.Option.COLUMNS, words[1]);
        }
        return size;
    }

    /** The output of {@code stty}; null if there is no terminal, or no such program. */
    private static @Nullable String stty(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return null;
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        return process.waitFor() == 0 ? output : null;
    }
}
