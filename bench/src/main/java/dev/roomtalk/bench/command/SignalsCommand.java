package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.limit.LimitProgram;
import dev.roomtalk.bench.process.Installation;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench signals}: what a bit costs from signal-send to a signal-bridge and back, beside two C processes. */
@Command(
        name = "signals",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a signal-bridge without a room, and measures in turn: a C ping-pong of kill and sigwaitinfo across two cores, a text",
            "that signal-send sends bit by bit, and one that it sends on the fast lane. Each sender is a new process, as"
                    + " a person's is.",
            ""
        },
        footer = {"", "Exit codes: 0 measured, 1 failed, 2 bad usage."})
public final class SignalsCommand implements Callable<Integer> {
    private static final Pattern BITS = Pattern.compile("\\((\\d+) bytes .* (\\d+) signals, in ([0-9.]+) ms\\)");
    private static final Pattern FAST = Pattern.compile("\\((\\d+) bytes .* on the fast lane in ([0-9.]+) ms\\)");

    @Option(names = "--rounds", paramLabel = "N", description = "Take medians of N (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--size", paramLabel = "BYTES", description = "Of the text (default: ${DEFAULT-VALUE}).")
    private int size = 4_000;

    private final PrintStream out;
    private final String compiler;

    public SignalsCommand(PrintStream out, String compiler) {
        this.out = out;
        this.compiler = compiler;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1) {
            throw Failure.usage("--rounds is at least 1, not " + rounds);
        }
        if (size < 1 || size > 4_000) {
            throw Failure.usage("--size is 1 to 4000, not " + size);
        }
        Path bridge = Installation.launcher("signal-bridge");
        Path sender = Installation.launcher("signal-send");
        if (bridge == null || sender == null) {
            throw Failure.unexpected("bench signals needs the launchers: start it as bin/bench signals");
        }
        String limit = LimitProgram.build("signals", compiler, Installation.limitDirectory())
                .toString();
        double[] trip = new double[rounds];
        double[] bit = new double[rounds];
        double[] slow = new double[rounds];
        double[] fast = new double[rounds];
        String text = "x".repeat(size);
        Process listening = new ProcessBuilder(bridge.toString(), "--classic-server")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        // Closed in this order: the process first, or the reader would wait for whoever reads.
        try (BufferedReader heard = listening.inputReader(StandardCharsets.UTF_8);
                Closeable _ = listening::destroy) {
            String pid = heard.readLine();
            if (pid == null) {
                throw Failure.unexpected("signal-bridge did not start");
            }
            // It prints the messages that it receives; they are read and thrown away.
            Thread _ = Thread.ofVirtual().start(() -> heard.lines().forEach(line -> {}));
            // Once for the compiler of the bridge's Java.
            say(FAST, List.of(sender.toString(), pid, text));
            say(BITS, List.of(sender.toString(), "--lane", "bits", pid, text));
            for (int i = 0; i < rounds; i++) {
                trip[i] = Double.parseDouble(run(List.of(limit, "20000"))) / 1e3;
                Matcher bits = say(BITS, List.of(sender.toString(), "--lane", "bits", pid, text));
                bit[i] = Double.parseDouble(bits.group(3)) * 1e3 / Long.parseLong(bits.group(2));
                slow[i] = size / (Double.parseDouble(bits.group(3)) / 1e3);
                Matcher words = say(FAST, List.of(sender.toString(), pid, text));
                fast[i] = size / (Double.parseDouble(words.group(2)) / 1e3);
            }
        }
        out.printf("C ping-pong, round trip        %10.1f µs%n", median(trip));
        out.printf(
                "signal-send, a bit answered    %10.1f µs   %.2f × the C round trip%n",
                median(bit), median(bit) / median(trip));
        out.printf("bit by bit                     %10.0f bytes/s%n", median(slow));
        out.printf(
                "fast lane                      %10.0f bytes/s   %.0f × bit by bit%n",
                median(fast), median(fast) / median(slow));
        return 0;
    }

    private static Matcher say(Pattern pattern, List<String> command) throws IOException, InterruptedException {
        String said = run(command);
        Matcher matcher = pattern.matcher(said);
        if (!matcher.find()) {
            throw Failure.unexpected("signal-send did not go as expected: " + said);
        }
        return matcher;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            said = output.readLine();
        }
        if (process.waitFor() != 0 || said == null) {
            throw Failure.unexpected(command.getFirst() + " failed");
        }
        return said;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
