package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Progress;
import dev.roomtalk.bench.base.Stamp;
import dev.roomtalk.bench.load.Shape;
import dev.roomtalk.bench.load.Traffic;
import dev.roomtalk.bench.roomtalk.JoinStorm;
import dev.roomtalk.bench.roomtalk.RoomtalkTarget;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench joins}: many users who join at once. */
@Command(
        name = "joins",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures a storm of joins: all members of all rooms sign in, and then ask to join at the same moment. Each has a",
            "connection of its own, and is notified of the others as people's clients are.",
            "",
            "Without --server it starts one on loopback and ends it afterwards; options behind -- go to that server.",
            ""
        },
        footer = {"", "Exit codes: 0 measured, 1 failed, 2 bad usage, 3 server not reached, 4 refused, 5 not trusted."})
public final class JoinsCommand implements Callable<Integer> {
    @Option(names = "--rooms", paramLabel = "N", description = "Rooms (default: ${DEFAULT-VALUE}).")
    private int rooms = 1;

    @Option(names = "--members", paramLabel = "N", description = "Members of each (default: ${DEFAULT-VALUE}).")
    private int members = 10_000;

    @Mixin
    private ServerChoice server = new ServerChoice();

    @Mixin
    private Output output;

    private final String compiler;

    public JoinsCommand(PrintStream out, PrintStream err, String compiler, Progress progress) {
        this.output = new Output(out, err, progress);
        this.compiler = compiler;
    }

    @Override
    public Integer call() {
        Shape shape = new Shape(rooms, members, 1);
        if (members < 2) {
            throw Failure.usage("--members is at least 2: the first of a room makes it");
        }
        try (Workbench workbench = new Workbench(compiler)) {
            RoomtalkTarget target = workbench.roomtalk(
                    server.choose(workbench, shape.sessions()),
                    shape,
                    new RoomtalkTarget.Transport(false, 1, false),
                    output.progress());
            Traffic traffic = Traffic.on(target, shape, Stamp.LENGTH);
            return output.print(new JoinStorm(target, shape, System::nanoTime).run(traffic));
        }
    }
}
