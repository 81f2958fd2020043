package dev.roomtalk.bench.command;

import dev.roomtalk.bench.flood.FloodLoad;
import dev.roomtalk.bench.flood.FloodReport;
import dev.roomtalk.bench.flood.FloodTrial;
import dev.roomtalk.bench.talk.TalkLoad;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench flood}: what members notice while somebody floods the server. */
@Command(
        name = "flood",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures what members notice while strangers flood the server: connections that stop at each stage (connected and",
            "silent, half a ClientHello, TLS done and no Hello), from many addresses of loopback, and datagrams that mean",
            "nothing.",
            "",
            "A run in which the same flood goes to an idle port comes first. Each run starts a server of its own, with the",
            "default limits; options behind -- go to it. Loopback only.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 everything arrived, p99 is at most 3 times that of the first run, no datagram was answered, and the",
            "server's memory is bounded; 1 not so, or failed; 2 bad usage."
        })
public final class FloodCommand implements Callable<Integer> {
    private static final double RATE = 20;
    private static final int SIZE = 100;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "That stop at each of the three stages (default: ${DEFAULT-VALUE}).")
    private int connections = 5000;

    @Option(
            names = "--addresses",
            paramLabel = "N",
            description = "That they come from; 1: all from one (default: ${DEFAULT-VALUE}).")
    private int addresses = 250;

    @Option(
            names = "--datagrams",
            paramLabel = "N",
            description = "Bad datagrams in a second (default: ${DEFAULT-VALUE}).")
    private int datagrams = 200_000;

    @Option(names = "--seconds", paramLabel = "S", description = "Of each run (default: ${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Option(
            names = "--members",
            paramLabel = "N",
            description = "That hear 20 messages in a second (default: ${DEFAULT-VALUE}).")
    private int members = 10;

    @Mixin
    private Output output;

    @Mixin
    private StartedServer started = new StartedServer();

    public FloodCommand(PrintStream out, PrintStream err) {
        this.output = new Output(out, err);
    }

    @Override
    public Integer call() {
        FloodLoad load = new FloodLoad(connections, addresses, datagrams, Duration.ofSeconds(seconds));
        TalkLoad talk = new TalkLoad(members, (int) (seconds * RATE), RATE, SIZE, Duration.ZERO, 1);
        Workbench.needFiles(load.allConnections() + 2 * members);
        FloodTrial trial = new FloodTrial(talk, load, started.options());
        FloodReport report = new FloodReport(talk, load, trial.onIdlePort(), trial.onServer());
        return output.print(report);
    }
}
