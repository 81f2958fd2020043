package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.restart.RestartTrial;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench restart}: how soon clients are back after a restart of their server. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a server and clients of one office, each a user with the client library in a room; restarts the server, and",
            "measures when the clients are back in their rooms. They take their part of the same cores. Loopback only.",
            ""
        },
        footer = {
            "",
            "The limits for each address are raised to the number of clients; options behind -- go to the server.",
            "",
            "Exit codes: 0 all came back, 1 not so, or failed; 2 bad usage."
        })
public final class RestartCommand implements Callable<Integer> {
    /** A connection, a socket for datagrams, and what the loop of each waits with. */
    private static final int FILES_OF_A_CLIENT = 5;

    @Option(names = "--clients", paramLabel = "N", description = "In the office (default: ${DEFAULT-VALUE}).")
    private int clients = 2000;

    @Option(names = "--rooms", paramLabel = "N", description = "That they are in (default: ${DEFAULT-VALUE}).")
    private int rooms = 100;

    @Mixin
    private Output output;

    @Mixin
    private StartedServer started = new StartedServer();

    public RestartCommand(PrintStream out, PrintStream err) {
        this.output = new Output(out, err);
    }

    @Override
    public Integer call() {
        if (clients < 1 || clients > 3000) {
            throw Failure.usage("--clients is 1 to 3000, not " + clients);
        }
        if (rooms < 1 || rooms > clients) {
            throw Failure.usage("--rooms is 1 to --clients, not " + rooms);
        }
        Workbench.needFiles(FILES_OF_A_CLIENT * clients);
        return output.print(new RestartTrial(clients, rooms, started.options()).run());
    }
}
