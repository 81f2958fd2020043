package dev.roomtalk.bridge.app;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.send.BridgeFinder;
import dev.roomtalk.bridge.send.SendResult;
import dev.roomtalk.bridge.send.SendSettings;
import dev.roomtalk.bridge.send.Sending;
import dev.roomtalk.client.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of {@code signal-send}: checks the options and starts a {@link Sending} with them. */
@Command(
        name = "signal-send",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = {
            "signal-send [OPTIONS] PID [TEXT...]",
            "       signal-send [OPTIONS] --pid-file=FILE [TEXT...]"
        },
        description = {
            "",
            "Says a text to a process, one signal per bit: SIGUSR1 or SIGUSR2.",
            "Without TEXT, says what it reads from standard input. The receiver is a signal-bridge, or any Minitalk server."
                    + " A bridge is told the text in a dialect of its own, which loses nothing, says nothing twice, and"
                    + " brings back the room's answer.%n"
        },
        footer = {
            "",
            "Exit status:",
            "  0  the room has taken it; from a Minitalk server: it acknowledged every bit",
            "  1  unexpected failure",
            "  2  wrong use: no such process, one that would die of it, nothing to say",
            "  3  not delivered: the bridge has ended, or says nothing, and did not have the text",
            "  4  refused by the bridge or the room; the line on standard error says why",
            "  6  not known whether delivered; to a Minitalk server: or not delivered"
        })
public final class SendCommand implements Callable<Integer> {
    private static final String AUTO = "auto";
    private static final String FRAMED = "framed";

    @Parameters(
            paramLabel = "PID TEXT",
            description =
                    "The receiving process; signal-bridge prints its own. Then what to say; words are joined by spaces.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = "--pid-file",
            paramLabel = "FILE",
            description =
                    "The file in which the bridge writes its PID, in place of PID. If the bridge ends and another one"
                            + " starts, it goes on with that.")
    private @Nullable Path pidFile;

    @Option(
            names = "--dialect",
            paramLabel = "NAME",
            defaultValue = AUTO,
            description =
                    "auto (default): framed to a signal-bridge, M2 to others. framed: the bridge's own. M2, M1, L1,"
                            + " L2: the most or least significant bit first, and the number of the signal that is a 1; or one of"
                            + " those that signal-bridge dialects lists.")
    private String dialect = AUTO;

    @Option(
            names = "--lane",
            paramLabel = "NAME",
            defaultValue = AUTO,
            description =
                    "How framed travels: auto (default), by real-time signals where the bridge takes them; or bits.")
    private String lane = AUTO;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "So long a bridge may say nothing, be away, or wait for the room (default: ${DEFAULT-VALUE}).")
    private int timeout = 60;

    @Option(
            names = "--pace",
            paramLabel = "MICROS",
            defaultValue = "2000",
            description =
                    "Microseconds between bits to a receiver that does not acknowledge them (default: ${DEFAULT-VALUE}).")
    private long pace = 2000;

    @Option(names = "--quiet", description = "Say nothing when all went well.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        try {
            return report(Sending.run(settings()));
        } catch (BadOption e) {
            return report(new SendResult(ExitCode.BAD_INPUT, String.valueOf(e.getMessage())));
        }
    }

    private SendSettings settings() {
        Dialect spoken = Dialect.named(dialect.equals(AUTO) ? "M2" : dialect);
        if (spoken == null && !dialect.equals(FRAMED)) {
            throw new BadOption("there is no dialect " + dialect + "; signal-bridge dialects lists them");
        }
        if (pace < 0 || pace > 1_000_000) {
            throw new BadOption("--pace is between 0 and 1000000 microseconds");
        }
        if (timeout < 1 || timeout > 86_400) {
            throw new BadOption("--timeout is between 1 and 86400 seconds");
        }
        if (!lane.equals(AUTO) && !lane.equals("bits")) {
            throw new BadOption("--lane is auto or bits");
        }
        if (pidFile == null && arguments.isEmpty()) {
            throw new BadOption(
                    "the number of a process is missing; signal-bridge prints its own (see signal-send --help)");
        }
        Path file = pidFile;
        int pid = file == null ? number(arguments.getFirst()) : BridgeFinder.read(file);
        if (pid <= 0 && file == null) {
            throw new BadOption(
                    "\"" + arguments.getFirst() + "\" is not the number of a process; it is a positive one, like 4711");
        }
        return new SendSettings(
                pid,
                file,
                spoken,
                dialect.equals(FRAMED) || file != null
                        ? SendSettings.Receiver.BRIDGE
                        : dialect.equals(AUTO) ? SendSettings.Receiver.ANY : SendSettings.Receiver.MINITALK_SERVER,
                lane.equals(AUTO),
                timeout,
                TimeUnit.MICROSECONDS.toNanos(pace),
                file == null ? arguments.subList(1, arguments.size()) : arguments);
    }

    private int report(SendResult result) {
        if (result.code() != ExitCode.DONE) {
            System.err.println("signal-send: " + result.sentence());
        } else if (!quiet) {
            System.out.println(result.sentence());
        }
        return result.code().number();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
