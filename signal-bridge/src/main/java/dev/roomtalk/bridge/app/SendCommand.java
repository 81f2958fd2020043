package dev.roomtalk.bridge.app;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.send.BridgeFinder;
import dev.roomtalk.bridge.send.SendResult;
import dev.roomtalk.bridge.send.SendSettings;
import dev.roomtalk.bridge.send.Sending;
import dev.roomtalk.bridge.send.ServerDialects;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.files.HomeDirectory;
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
            "       signal-send [OPTIONS] --pid-file=FILE [TEXT...]",
            "       signal-send --probe PID",
            "       signal-send --remember NAME PID"
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
            "    0  the room has taken it; from a Minitalk server whose dialect was named or is remembered: it acknowledged every"
                    + " bit, or the end; with --probe or --remember: the dialect is remembered",
            "    1  unexpected failure",
            "    2  wrong use, and nothing was sent: no such process, one that would die of it, nothing to say",
            "    3  not delivered: the bridge has ended, or says nothing, and did not have the text",
            "    4  refused by the bridge or the room; the line on standard error says why",
            "    6  not known whether delivered; to a Minitalk server: or not delivered, or acknowledged, but in which order it"
                    + " reads is unknown; with --probe: sent, and nobody has said yet which word is readable",
            "  130  interrupted; 143 terminated"
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
                    "auto (default): framed to a signal-bridge; to others the one that is remembered for their program, or"
                            + " else M2, which is a guess. framed: the bridge's own. M2, M1, L1, L2: the most or least significant"
                            + " bit first, and the number of the signal that is a 1; or one of those that signal-bridge dialects"
                            + " lists.")
    private String dialect = AUTO;

    @Option(
            names = "--probe",
            description =
                    "Sends the Minitalk server a word in each of M2, M1, L1 and L2: \"M2 is readable\", and so on. It can read"
                            + " one of them. At a terminal it asks which one, and remembers it for the server's program;"
                            + " otherwise say it by --remember.")
    private boolean probe;

    @Option(
            names = "--remember",
            paramLabel = "NAME",
            description = "Remembers that the program of process PID reads this dialect. Sends no text.")
    private @Nullable String remember;

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
            description = "Microseconds at least between bits to a receiver that does not acknowledge them (default:"
                    + " ${DEFAULT-VALUE}). No bit is sent before the receiver has read the one before.")
    private long pace = 2000;

    @Option(names = "--quiet", description = "Say nothing when all went well.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        try {
            ServerDialects remembered = ServerDialects.in(System.getenv(), HomeDirectory.of(System.getenv()));
            return report(Sending.run(settings(), remembered, SendCommand::choose));
        } catch (BadOption e) {
            return report(new SendResult(ExitCode.BAD_INPUT, String.valueOf(e.getMessage())));
        }
    }

    private SendSettings settings() {
        String name = remember == null ? dialect : remember;
        Dialect named = Dialect.named(name);
        boolean framed = remember == null && dialect.equals(FRAMED);
        if (named == null && !framed && (remember != null || !dialect.equals(AUTO))) {
            throw new BadOption("there is no dialect " + name + "; signal-bridge dialects lists them");
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
        SendSettings.Purpose purpose = purpose();
        if (purpose != SendSettings.Purpose.TEXT && (file != null || arguments.size() > 1)) {
            throw new BadOption("--probe and --remember take a PID and nothing else");
        }
        return new SendSettings(
                purpose,
                pid,
                file,
                named,
                framed || file != null
                        ? SendSettings.Receiver.BRIDGE
                        : named == null ? SendSettings.Receiver.ANY : SendSettings.Receiver.MINITALK_SERVER,
                lane.equals(AUTO),
                timeout,
                TimeUnit.MICROSECONDS.toNanos(pace),
                file == null ? arguments.subList(1, arguments.size()) : arguments);
    }

    private SendSettings.Purpose purpose() {
        if (probe && remember != null) {
            throw new BadOption("--probe finds out what --remember says: give one of them");
        }
        return probe
                ? SendSettings.Purpose.PROBE
                : remember == null ? SendSettings.Purpose.TEXT : SendSettings.Purpose.REMEMBER;
    }

    /** Asks at the terminal which word of a probe is readable; null: there is no terminal, or none of them is. */
    private static @Nullable Dialect choose(String receiver) {
        String typed = Person.ask("Look at what %s has printed. Which word is readable: M2, M1, L1, L2? (Enter: none) "
                .formatted(receiver));
        return typed == null ? null : Dialect.named(typed.strip());
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
