package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.process.Installation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench micro}: what single steps of a message's way through the server cost. */
@Command(
        name = "micro",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures with JMH what single steps of a message's way through the server cost, in time and in garbage, beside",
            "figures that are kept: to open a datagram, to parse, number, append and encode a message, to seal a datagram, and",
            "to bring a message to 2, 50 and 1,000 members. No server and no network take part.",
            "",
            "Runs in a source tree alone: JMH is not part of the packages and of the image.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  bench micro                  all of it: 3 minutes",
            "  bench micro seal fanout      those whose names have one of the words",
            "",
            "Exit codes: 0 measured, 1 failed, 2 bad usage."
        })
public final class MicroCommand implements Callable<Integer> {
    @Parameters(paramLabel = "WORD", description = "Only benchmarks whose names have one of these.")
    private List<String> words = new ArrayList<>();

    @Option(names = "--quick", description = "Each for a moment: that shows that it runs, and nothing about its cost.")
    private boolean quick;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final boolean watched;

    /** @param watched whether to show how far it is */
    public MicroCommand(boolean watched) {
        this.watched = watched;
    }

    @Override
    public Integer call() {
        List<String> command = new ArrayList<>(Installation.microCommand()
                .orElseThrow(() -> Failure.unexpected("bench micro runs in a source tree alone, as bin/bench micro")));
        if (quick) {
            command.add("--quick");
        }
        if (json) {
            command.add("--json");
        }
        if (!watched) {
            command.add("--silent");
        }
        command.addAll(words);
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0 ? 0 : Failure.UNEXPECTED;
        } catch (IOException e) {
            throw Failure.unexpected("cannot start " + command.getFirst() + ": " + e.getMessage());
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        }
    }
}
