package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Stamp;
import dev.roomtalk.bench.limit.LimitProgram;
import dev.roomtalk.bench.limit.LimitTarget;
import dev.roomtalk.bench.load.Load;
import dev.roomtalk.bench.load.LoadPace;
import dev.roomtalk.bench.load.LoadReport;
import dev.roomtalk.bench.load.Round;
import dev.roomtalk.bench.load.RoundOutcome;
import dev.roomtalk.bench.load.Shape;
import dev.roomtalk.bench.load.Target;
import dev.roomtalk.bench.load.Traffic;
import dev.roomtalk.bench.roomtalk.IdleMemory;
import dev.roomtalk.bench.roomtalk.RoomtalkTarget;
import java.io.PrintStream;
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
            "  bench --idle 10000",
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

    @Option(names = "--rate", paramLabel = "N", description = "Deliveries a second, over all rooms (default: 10000).")
    private @Nullable Double rate;

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

    @Option(
            names = "--beside",
            paramLabel = "limit|limit-pack",
            split = ",",
            description =
                    "Measure these C relays too, in turn with the server. They encrypt, order and repair nothing.")
    private List<String> beside = new ArrayList<>();

    @Option(
            names = "--target",
            paramLabel = "server|limit|limit-pack",
            description = "What to measure (default: ${DEFAULT-VALUE}).")
    private String target = "server";

    @Mixin
    private ServerChoice server = new ServerChoice();

    @Option(
            names = "--transport",
            paramLabel = "udp|tcp",
            description = "How messages travel (default: ${DEFAULT-VALUE}).")
    private String transport = "udp";

    @Option(
            names = "--sockets",
            paramLabel = "N",
            description = "UDP sockets that all share (default: ${DEFAULT-VALUE}).")
    private int sockets = 16;

    @Option(
            names = "--no-offload",
            description = "Let the sender's kernel cut runs of datagrams (no UDP_GRO here): the server pays for it.")
    private boolean noOffload;

    @Option(
            names = "--idle",
            paramLabel = "N",
            description = "Instead: the server's memory for each of N idle sessions.")
    private @Nullable Integer idle;

    @Mixin
    private Output output;

    private final String compiler;

    public LoadCommand(PrintStream out, PrintStream err, String compiler) {
        this.output = new Output(out, err);
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
        Workbench.Server chosen = server.choose(workbench, count + count / 10);
        long pid = chosen.pid()
                .orElseThrow(() -> Failure.usage("--idle with --server needs --server-pid: the process to look into"));
        Shape none = new Shape(1, 1, 1);
        RoomtalkTarget sessions = workbench.roomtalk(chosen, none, new RoomtalkTarget.Transport(false, 1, false));
        Traffic traffic = Traffic.on(sessions, none, Stamp.LENGTH);
        output.print(new IdleMemory(sessions, pid).measure(count, traffic));
    }

    private void measure(Workbench workbench) {
        Load load = load();
        List<String> names = targets(load);
        String way = udp() ? "over UDP" : "over TCP";
        Map<String, Round> targets = new LinkedHashMap<>();
        for (String name : names) {
            Target one = open(workbench, name, load.shape());
            Traffic traffic = Traffic.on(one, load.shape(), load.textBytes());
            one.open(traffic);
            targets.put(name, new Round(one, traffic, System::nanoTime));
        }
        Map<String, List<RoundOutcome>> outcomes = new LinkedHashMap<>();
        for (int i = 0; i < load.rounds(); i++) {
            targets.forEach((name, round) -> outcomes.computeIfAbsent(name, _ -> new ArrayList<>())
                    .add(round.run(load.pace(), load.warmupNanos(), load.durationNanos())));
        }
        LoadReport report = new LoadReport(load, way, outcomes);
        output.print(report);
        report.cautions().forEach(output::note);
    }

    private Target open(Workbench workbench, String name, Shape of) {
        boolean offload = !noOffload;
        if (name.equals("server")) {
            return workbench.roomtalk(
                    server.choose(workbench, of.sessions()), of, new RoomtalkTarget.Transport(udp(), sockets, offload));
        }
        return workbench.limit(name, of, sockets, offload);
    }

    private Load load() {
        if (rate != null && window != null) {
            throw Failure.usage("--rate and --window are two ways to send: give one of them");
        }
        if (sockets < 1 || sockets > 1024) {
            throw Failure.usage("--sockets is 1 to 1024, not " + sockets);
        }
        LoadPace pace = window != null
                ? new LoadPace.Saturated(window)
                : new LoadPace.AtRate(rate != null ? rate : DEFAULT_RATE);
        int rounds = roundCount != null ? roundCount : beside.isEmpty() ? 1 : 3;
        return new Load(shape(), size, pace, warmup, duration, rounds);
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

    private List<String> targets(Load load) {
        List<String> names = new ArrayList<>();
        names.add(target);
        names.addAll(beside);
        for (String name : names) {
            if (!name.equals("server") && !LimitProgram.NAMES.contains(name)) {
                throw Failure.usage("there is no target '" + name + "': server, limit or limit-pack");
            }
            if (!name.equals("server") && load.textBytes() > LimitTarget.MAX_TEXT) {
                throw Failure.usage("%s takes at most %d bytes a message, not --size %d"
                        .formatted(name, LimitTarget.MAX_TEXT, load.textBytes()));
            }
        }
        if (names.stream().distinct().count() < names.size()) {
            throw Failure.usage("each target once: " + String.join(", ", names));
        }
        return names;
    }

    private boolean udp() {
        return switch (transport) {
            case "udp" -> true;
            case "tcp" -> false;
            default -> throw Failure.usage("--transport is udp or tcp, not '" + transport + "'");
        };
    }
}
