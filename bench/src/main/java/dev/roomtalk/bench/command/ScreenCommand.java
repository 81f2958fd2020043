package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.roomtalk.RoomtalkServer;
import dev.roomtalk.bench.screen.ScreenTrial;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench screen}: what a person at a terminal waits for, and what the chat takes of the machine. */
@Command(
        name = "screen",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a server, and bin/chat on a pseudo-terminal of 50 rows and 200 columns; measures its first frame,",
            "how soon a key is on the screen while nobody talks and while others talk, and the CPU and the memory that",
            "the chat takes. All are on the same cores. Loopback only; script(1) makes the terminal.",
            ""
        },
        footer = {
            "",
            "Options behind -- go to the server.",
            "",
            "Exit codes: 0 all is within its limit, 1 not so, or failed; 2 bad usage."
        })
public final class ScreenCommand implements Callable<Integer> {
    private static final int SESSIONS = 20;

    @Option(names = "--minutes", paramLabel = "N", description = "That others talk (default: ${DEFAULT-VALUE}).")
    private double minutes = 1;

    @Option(names = "--rate", paramLabel = "N", description = "Messages a minute (default: ${DEFAULT-VALUE}).")
    private int rate = 10_000;

    @Option(
            names = "--idle",
            paramLabel = "SECONDS",
            description = "That keys are pressed before anybody talks (default: ${DEFAULT-VALUE}).")
    private int idle = 20;

    @Option(
            names = "--starts",
            paramLabel = "N",
            description = "Of the chat, to its first frame and of chat --version in turn (default: ${DEFAULT-VALUE}).")
    private int starts = 5;

    @Mixin
    private Output output;

    @Mixin
    private StartedServer started = new StartedServer();

    private final String compiler;

    public ScreenCommand(PrintStream out, PrintStream err, String compiler) {
        this.output = new Output(out, err);
        this.compiler = compiler;
    }

    @Override
    public Integer call() {
        if (minutes <= 0 || rate < 1 || idle < 1 || starts < 1) {
            throw Failure.usage("--minutes, --rate, --idle and --starts are more than 0");
        }
        try (Workbench bench = new Workbench(compiler)) {
            RoomtalkServer server = bench.startServer(SESSIONS, started.options());
            return output.print(new ScreenTrial(server.access(), rate, idle, minutes, starts).run());
        }
    }
}
