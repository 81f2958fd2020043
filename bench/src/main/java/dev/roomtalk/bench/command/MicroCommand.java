package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.micro.SealingTrial;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench micro}: what single steps of a datagram's way cost. */
@Command(
        name = "micro",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures what it costs to seal and to open a datagram, in time and in garbage, by OpenSSL and by Java's own",
            "cipher in turn; 100 sessions take their turns. No server and no network take part.",
            ""
        },
        footer = {"", "Exit codes: 0 measured, 1 failed, 2 bad usage."})
public final class MicroCommand implements Callable<Integer> {
    @Option(
            names = "--datagrams",
            paramLabel = "N",
            description = "Of each kind in a round (default: ${DEFAULT-VALUE}).")
    private int datagrams = 20_000;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "The median of which is printed (default: ${DEFAULT-VALUE}).")
    private int rounds = 15;

    @Mixin
    private Output output;

    public MicroCommand(PrintStream out, PrintStream err) {
        this.output = new Output(out, err);
    }

    @Override
    public Integer call() {
        if (datagrams < 1 || datagrams > 1_000_000) {
            throw Failure.usage("--datagrams is 1 to 1000000, not " + datagrams);
        }
        if (rounds < 1 || rounds > 10_000) {
            throw Failure.usage("--rounds is 1 to 10000, not " + rounds);
        }
        return output.print(new SealingTrial(datagrams, rounds, System::nanoTime).run());
    }
}
