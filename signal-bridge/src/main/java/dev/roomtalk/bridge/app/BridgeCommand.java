package dev.roomtalk.bridge.app;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.outlet.RoomQueue;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line of {@code signal-bridge}: checks the options and starts a {@link BridgeProgram} with them. */
@Command(
        name = "signal-bridge",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = DialectsCommand.class,
        versionProvider = Version.class,
        description = {
            "Joins a room and says there what processes of this machine send to its PID, one signal per bit (Minitalk).",
            "Prints its PID, alone on the first line, when it can be spoken to. Try:",
            "  signal-send PID \"hello\"%n"
        },
        footer = {
            "",
            "Who can be heard: processes of the same user, and root. Each message is shown",
            "with the user, pid and name of the program that sent it.",
            "signal-bridge dialects lists the dialects, and what was learned of programs.",
            "While the server is away, " + RoomQueue.CAPACITY + " messages wait; when they are full, lines of",
            "--fifo, --socket and --stdin wait too, and messages by signal are refused with a",
            "line on standard error.",
            "A message has at most " + Protocol.MAX_TEXT + " bytes; longer ones, and what is not UTF-8, are",
            "rejected whole.",
            "",
            "Exit status:",
            "    0  done; with --stdin: the room has taken every line",
            "    1  unexpected failure",
            "    2  wrong use",
            "    3  the server cannot be reached, or does not answer in time; or memory ran out",
            "    4  refused by the server: no such room, wrong password, name taken, ...",
            "    5  the server is not trusted",
            "    6  with --stdin: a line was not delivered, or it is not known whether it was",
            "  130  interrupted; 143 terminated"
        })
public final class BridgeCommand implements Callable<Integer> {
    private static final String AUTO = "auto";

    @Option(names = "--room", paramLabel = "ROOM", description = "The room to speak in.")
    private @Nullable String room;

    @Option(
            names = "--classic-server",
            description = "No room and no server: prints on standard output what it hears, a message a line.")
    private boolean classic;

    @Option(
            names = "--trace",
            description = "Shows on standard error each signal, bit, byte and message with its time.")
    private boolean trace;

    @Option(
            names = "--realtime",
            description =
                    "Say so if the kernel does not allow the real-time scheduling class, which the threads that read"
                            + " signals take while somebody speaks. It needs CAP_SYS_NICE or RLIMIT_RTPRIO.")
    private boolean realTime;

    @Option(names = "--create", description = "Make the room if there is none of that name.")
    private boolean create;

    @Option(
            names = "--dialect",
            paramLabel = "NAME",
            defaultValue = AUTO,
            description =
                    "How bits become text: auto (default), which recognises it for each sender, or one of those that"
                            + " signal-bridge dialects lists.")
    private String dialect = AUTO;

    @Option(
            names = "--pid-file",
            paramLabel = "FILE",
            description = "A file that holds the PID as long as it can be spoken to.")
    private @Nullable Path pidFile;

    @Mixin
    private InputOptions inputs = new InputOptions();

    @Mixin
    private ServerOptions server;

    /** @param environment of the process */
    public BridgeCommand(Map<String, String> environment) {
        this.server = new ServerOptions(environment);
    }

    @Override
    public Integer call() throws IOException {
        try {
            return new BridgeProgram(settings()).run().number();
        } catch (BadOption e) {
            System.err.println("signal-bridge: " + e.getMessage());
            return ExitCode.BAD_INPUT.number();
        }
    }

    private BridgeSettings settings() {
        List<Dialect> spoken = dialects();
        if (spoken.isEmpty()) {
            throw new BadOption("there is no dialect " + dialect + "; signal-bridge dialects lists them");
        }
        if (classic == (room != null)) {
            throw new BadOption(
                    classic
                            ? "--classic-server speaks in no room: leave out --room"
                            : "Missing required option: '--room=ROOM'");
        }
        if (room != null && Name.room(room) instanceof Name.Invalid invalid) {
            throw new BadOption(invalid.sentence());
        }
        if (pidFile != null && !Files.isWritable(directory(pidFile))) {
            throw new BadOption("the PID file cannot be written: there is no directory " + directory(pidFile)
                    + " that this user may write to");
        }
        return new BridgeSettings(
                dialect,
                spoken,
                trace,
                realTime,
                pidFile,
                inputs.settings(),
                room == null ? null : server.room(room, create, "signal-bridge " + Version.number()));
    }

    /** The dialects that may be spoken; empty if there is none of that name. */
    private List<Dialect> dialects() {
        if (dialect.equalsIgnoreCase(AUTO)) {
            return Dialect.ALL;
        }
        Dialect named = Dialect.named(dialect);
        return named == null ? List.of() : List.of(named);
    }

    private static Path directory(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }
}
