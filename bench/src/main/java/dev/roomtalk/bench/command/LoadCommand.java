package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Progress;
import dev.roomtalk.bench.base.Stamp;
import dev.roomtalk.bench.load.Load;
import dev.roomtalk.bench.load.LoadPace;
import dev.roomtalk.bench.load.LoadReport;
import dev.roomtalk.bench.load.Round;
import dev.roomtalk.bench.load.RoundOutcome;
import dev.roomtalk.bench.load.Shape;
import dev.roomtalk.bench.load.SweepReport;
import dev.roomtalk.bench.load.Traffic;
import dev.roomtalk.bench.roomtalk.IdleMemory;
import dev.roomtalk.bench.roomtalk.RoomtalkServer;
import dev.roomtalk.bench.roomtalk.RoomtalkTarget;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench} without a subcommand: the load on a server, alone or beside the limit programs. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures a room-server: what a delivery costs it, how long one takes, and what gets lost.",
            "",
            "Without --server it starts one on loopback and ends it afterwards; options behind -- go to that server.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  bench --shape A --rate 50000 --beside limit",
            "  bench --shape B --window 32 --beside limit,limit-pack --rounds 5 --json",
            "  bench --shape C --rate 5000,10000,20000,50000 --beside limit,redis --svg c.svg",
            "  bench --server chat.example:4242 --fingerprint SHA256:... --user alice --rate 2000",
            "  bench --idle 10000",
            "  bench joins --members 10000                  all join at once: see bench joins --help",
            "  bench path --loss 1,5,20                     over a path that delays and loses: see bench path --help",
            "  bench history                                opening old pages of a large room: see bench history --help",
            "  bench signals                                the signal bridge beside a C ping-pong: see bench signals --help",
            "",
            "Exit codes: 0 measured, 1 failed, 2 bad usage, 3 server not reached, 4 refused by the server, 5 not trusted."
        })
public final class LoadCommand implements Callable<Integer> {
    private static final double DEFAULT_RATE = 10_000;

    @Option(
            names = "--shape",
            paramLabel = "A|B|C",
            description = "A: 1 room of 100 members; B: 100 of 10; C: 10 of 100.")
    private @Nullable String shape;

    @Option(names = "--rooms", paramLabel = "N", description = "Rooms (default: 1).")
    private @Nullable Integer rooms;

    @Option(names = "--members", paramLabel = "N", description = "Members of each room (default: 10).")
    private @Nullable Integer members;

    @Option(names = "--senders", paramLabel = "N", description = "Members of each room that send (default: 1).")
    private @Nullable Integer senders;

    @Option(names = "--size", paramLabel = "BYTES", description = "Text of a message (default: ${DEFAULT-VALUE}).")
    private int size = 100;

    @Option(
            names = "--rate",
            paramLabel = "N",
            split = ",",
            description = {
                "Deliveries a second, over all rooms (default: 10000); several: one after the other. Messages leave by a",
                "schedule, and latency counts from there: a server that stalls is charged with all that was due."
            })
    private List<Double> rates = new ArrayList<>();

    @Option(names = "--window", paramLabel = "N", description = "Instead: N messages in flight per sender, always.")
    private @Nullable Integer window;

    @Option(names = "--duration", paramLabel = "SECONDS", description = "Measured time (default: ${DEFAULT-VALUE}).")
    private double duration = 10;

    @Option(names = "--warmup", paramLabel = "SECONDS", description = "Time before it (default: ${DEFAULT-VALUE}).")
    private double warmup = 5;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Measure N times, take medians (default: 1; with --beside: 3).")
    private @Nullable Integer roundCount;

    @Mixin
    private Targets targets = new Targets();

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "Draw latency and cost over the load into this file; needs several rates.")
    private @Nullable Path svg;

    @Option(
            names = "--idle",
            paramLabel = "N",
            description = "Instead: the server's memory for each of N idle sessions.")
    private @Nullable Integer idle;

    @Mixin
    private Output output;

    private final String compiler;

    public LoadCommand(PrintStream out, PrintStream err, String compiler, Progress progress) {
        this.output = new Output(out, err, progress);
        this.compiler = compiler;
    }

    @Override
    public Integer call() {
        try (Workbench workbench = new Workbench(compiler)) {
            if (idle != null) {
                measureIdle(workbench, idle);
            } else {
                measure(workbench);
            }
        }
        return 0;
    }

    private void measureIdle(Workbench workbench, int count) {
        if (count < 1 || count > Shape.MAX_SESSIONS) {
            throw Failure.usage("--idle is 1 to %d sessions, not %d".formatted(Shape.MAX_SESSIONS, count));
        }
        RoomtalkServer chosen = targets.server().choose(workbench, count + count / 10);
        long pid = chosen.pid()
                .orElseThrow(() -> Failure.usage("--idle with --server needs --server-pid: the process to look into"));
        Shape none = new Shape(1, 1, 1);
        RoomtalkTarget sessions =
                workbench.roomtalk(chosen, none, new RoomtalkTarget.Transport(false, 1, false), output.progress());
        Traffic traffic = Traffic.on(sessions, none, Stamp.LENGTH);
        output.print(new IdleMemory(sessions, pid).measure(count, traffic));
    }

    private void measure(Workbench workbench) {
        List<Load> loads = loads();
        List<String> names = targets.names(loads.getFirst());
        String way = targets.way();
        SvgFile picture = svg == null ? null : new SvgFile(svg);
        if (picture != null && loads.size() < 2) {
            throw Failure.usage("--svg draws over the load: give several, such as --rate 5000,10000,50000");
        }
        if (picture != null) {
            picture.check();
        }
        Map<String, Round> opened = open(workbench, names, loads.getFirst());
        List<LoadReport> reports = new ArrayList<>();
        for (Load load : loads) {
            Map<String, List<RoundOutcome>> outcomes = new LinkedHashMap<>();
            for (int i = 0; i < load.rounds(); i++) {
                opened.forEach((name, round) -> outcomes.computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(round.run(load.pace(), load.warmupNanos(), load.durationNanos())));
            }
            reports.add(new LoadReport(load, way, outcomes));
        }
        SweepReport sweep = new SweepReport(reports);
        output.print(reports.size() == 1 ? reports.getFirst() : sweep);
        (reports.size() == 1 ? reports.getFirst().cautions() : sweep.cautions()).forEach(output::note);
        if (picture != null) {
            picture.draw(List.of(sweep.json()));
        }
    }

    private Map<String, Round> open(Workbench workbench, List<String> names, Load load) {
        Map<String, Round> opened = new LinkedHashMap<>();
        for (String name : names) {
            targets.open(workbench, name, load.shape(), output).ifPresent(target -> {
                Traffic traffic = Traffic.on(target, load.shape(), load.textBytes());
                target.open(traffic);
                opened.put(name, new Round(target, traffic, System::nanoTime, output.progress()));
            });
        }
        if (opened.isEmpty()) {
            throw Failure.unexpected("there is nothing to measure");
        }
        return opened;
    }

    /** The load at each rate, or the saturated one. */
    private List<Load> loads() {
        if (!rates.isEmpty() && window != null) {
            throw Failure.usage("--rate and --window are two ways to send: give one of them");
        }
        List<LoadPace> paces = new ArrayList<>();
        if (window != null) {
            paces.add(new LoadPace.Saturated(window));
        } else if (rates.isEmpty()) {
            paces.add(new LoadPace.AtRate(DEFAULT_RATE));
        } else {
            rates.forEach(rate -> paces.add(new LoadPace.AtRate(rate)));
        }
        int rounds = roundCount != null ? roundCount : targets.several() ? 3 : 1;
        Shape shape = shape();
        return paces.stream()
                .map(pace -> new Load(shape, size, pace, warmup, duration, rounds))
                .toList();
    }

    private Shape shape() {
        if (shape == null) {
            return new Shape(orElse(rooms, 1), orElse(members, 10), orElse(senders, 1));
        }
        if (rooms != null || members != null) {
            throw Failure.usage("--shape says how many rooms and members there are: leave out --rooms and --members");
        }
        Shape named = Shape.named(shape);
        return new Shape(named.rooms(), named.members(), orElse(senders, named.senders()));
    }

    private static int orElse(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }
}
