package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.path.PathOutcome;
import dev.roomtalk.bench.path.PathReport;
import dev.roomtalk.bench.path.PathTrial;
import dev.roomtalk.bench.talk.TalkLoad;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench path}: what people get over a path that delays and loses. */
@Command(
        name = "path",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures what people get over a bad path: one sender and several members, each with the client library, talk",
            "through a proxy that delays everything and loses datagrams each way (TCP is only delayed).",
            "",
            "A run without loss goes first; then one for each --loss. It starts a server of its own; options behind --",
            "go to that server.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  bench path                                  5 %% loss, 45 s",
            "  bench path --messages 1000 --loss 1,5,20    7 minutes",
            "",
            "Exit codes: 0 everything arrived at every member, in order, once; 1 not so, or failed; 2 bad usage."
        })
public final class PathCommand implements Callable<Integer> {
    @Option(
            names = "--loss",
            paramLabel = "PERCENT",
            split = ",",
            description = "Of the datagrams of each direction; several: one run each (default: 5).")
    private List<Double> losses = new ArrayList<>(List.of(5.0));

    @Option(
            names = "--delay",
            paramLabel = "MS",
            description = "In each direction, TCP too (default: ${DEFAULT-VALUE}).")
    private double delayMillis = 20;

    @Option(names = "--messages", paramLabel = "N", description = "Messages of a run (default: ${DEFAULT-VALUE}).")
    private int messages = 200;

    @Option(names = "--members", paramLabel = "N", description = "That listen (default: ${DEFAULT-VALUE}).")
    private int members = 10;

    @Option(names = "--rate", paramLabel = "N", description = "Messages a second (default: ${DEFAULT-VALUE}).")
    private double rate = 10;

    @Option(names = "--size", paramLabel = "BYTES", description = "Text of a message (default: ${DEFAULT-VALUE}).")
    private int size = 100;

    @Option(names = "--seed", paramLabel = "N", description = "Of the losses (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Mixin
    private Output output;

    @Mixin
    private StartedServer started = new StartedServer();

    private final String compiler;

    public PathCommand(PrintStream out, PrintStream err, String compiler) {
        this.output = new Output(out, err);
        this.compiler = compiler;
    }

    @Override
    public Integer call() {
        TalkLoad load =
                new TalkLoad(members, messages, rate, size, Duration.ofNanos(Math.round(delayMillis * 1e6)), seed);
        List<Double> lossy = losses.stream().filter(loss -> loss != 0).toList();
        for (double loss : lossy) {
            if (!(loss > 0 && loss < 100)) {
                throw Failure.usage("--loss is 0 to 99 percent, not " + PathReport.number(loss));
            }
        }
        try (Workbench workbench = new Workbench(compiler)) {
            Access server = workbench
                    .startServer((members + 1) * (lossy.size() + 1), started.options())
                    .access();
            PathOutcome lossFree = new PathTrial(server, load, 0, "0").run();
            List<PathOutcome> outcomes = new ArrayList<>();
            for (double loss : lossy) {
                outcomes.add(new PathTrial(server, load, loss, Integer.toString(outcomes.size() + 1)).run());
            }
            PathReport report = new PathReport(load, lossFree, outcomes);
            return output.print(report);
        }
    }
}
