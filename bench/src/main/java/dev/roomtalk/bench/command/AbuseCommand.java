package dev.roomtalk.bench.command;

import dev.roomtalk.bench.abuse.AbuseTrial;
import dev.roomtalk.bench.abuse.Scenario;
import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.talk.TalkLoad;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench abuse}: what bystanders notice while somebody does what the server's limits are for. */
@Command(
        name = "abuse",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures what bystanders notice while somebody abuses the server: members who hear 20 messages in a second, and people",
            "who log in. One scenario after another, each on a server of its own with the default limits, beside a run in which",
            "nobody attacks; options behind -- go to each server. Loopback only.",
            ""
        },
        footer = {
            "",
            "The flood of strangers is a command of its own: bench flood.",
            "",
            "Exit codes: 0 nothing of the members' was lost, p99 is at most 3 times that without an attack, or 20 ms more, half of the",
            "logins take at most 2 s, and the server holds at most a fifth more afterwards; 1 not so, or failed; 2 bad usage."
        })
public final class AbuseCommand implements Callable<Integer> {
    private static final double RATE = 20;
    private static final int SIZE = 100;
    private static final int FILES = 4000;

    /** The words of the scenarios, for the help. */
    static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Scenario.values()).map(Scenario::word).iterator();
        }
    }

    @Option(
            names = "--scenario",
            paramLabel = "NAME[,NAME]",
            split = ",",
            completionCandidates = Words.class,
            description = "Which ones: ${COMPLETION-CANDIDATES} (default: all of them).")
    private List<String> scenarios = new ArrayList<>();

    @Option(names = "--seconds", paramLabel = "S", description = "Of each run (default: ${DEFAULT-VALUE}).")
    private int seconds = 15;

    @Option(
            names = "--settle",
            paramLabel = "S",
            description = "Until it is looked at what the server holds (default: ${DEFAULT-VALUE}).")
    private int settle = 60;

    @Option(
            names = "--members",
            paramLabel = "N",
            description = "That hear 20 messages in a second (default: ${DEFAULT-VALUE}).")
    private int members = 10;

    @Mixin
    private Output output;

    @Mixin
    private StartedServer started = new StartedServer();

    public AbuseCommand(PrintStream out, PrintStream err) {
        this.output = new Output(out, err);
    }

    @Override
    public Integer call() {
        List<Scenario> chosen = scenarios.isEmpty()
                ? List.of(Scenario.values())
                : scenarios.stream().map(AbuseCommand::named).toList();
        if (seconds < 1 || seconds > 600 || settle < 0 || settle > 600) {
            throw Failure.usage("--seconds is 1 to 600, --settle 0 to 600");
        }
        TalkLoad talk = new TalkLoad(members, (int) (seconds * RATE), RATE, SIZE, Duration.ZERO, 1);
        Workbench.needFiles(FILES);
        return output.print(new AbuseTrial(talk, Duration.ofSeconds(settle), started.options()).run(chosen));
    }

    private static Scenario named(String word) {
        for (Scenario scenario : Scenario.values()) {
            if (scenario.word().equals(word)) {
                return scenario;
            }
        }
        throw Failure.usage("no scenario '%s'; there are %s"
                .formatted(
                        word,
                        Arrays.stream(Scenario.values()).map(Scenario::word).collect(Collectors.joining(", "))));
    }
}
