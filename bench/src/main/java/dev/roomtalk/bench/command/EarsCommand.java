package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.limit.LimitProgram;
import dev.roomtalk.bench.paced.PacedTrial;
import dev.roomtalk.bench.process.Installation;
import dev.roomtalk.bench.process.TemporaryDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench ears}: how many texts of clients that do not wait for answers a signal-bridge receives whole. */
@Command(
        name = "ears",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends texts one signal per bit, with a pause after each and without an answer, to a C server that was written for such",
            "clients, to a signal-bridge in the ordinary scheduling class, and to one in a class above it, in turn and in a random",
            "order. Prints how many were received whole. The class above is left out where this user may not have it: that takes",
            "root, or CAP_SYS_NICE.",
            ""
        },
        footer = {"", "Exit codes: 0 measured, 1 failed, 2 bad usage."})
public final class EarsCommand implements Callable<Integer> {
    private static final int BUSY_PER_CORE = 2;
    private static final String WORDS = "the quick brown fox jumps over the lazy dog, ";

    @Option(names = "--tries", paramLabel = "N", description = "Of each kind (default: ${DEFAULT-VALUE}).")
    private int tries = 20;

    @Option(
            names = "--paces",
            split = ",",
            paramLabel = "MICROSECONDS",
            description = "Between two bits (default: ${DEFAULT-VALUE}).")
    private List<Integer> paces = List.of(100, 175, 250, 800);

    @Option(names = "--size", paramLabel = "BYTES", description = "Of the text (default: ${DEFAULT-VALUE}).")
    private int size = 5;

    @Option(names = "--cold", description = "Start each receiver anew for each text.")
    private boolean cold;

    @Option(names = "--busy", description = "Beside two processes for each core that compute all the while.")
    private boolean busy;

    private final PrintStream out;
    private final String compiler;

    public EarsCommand(PrintStream out, String compiler) {
        this.out = out;
        this.compiler = compiler;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (tries < 1) {
            throw Failure.usage("--tries is at least 1, not " + tries);
        }
        if (size < 1 || size > 4_000) {
            throw Failure.usage("--size is 1 to 4000, not " + size);
        }
        for (int pace : paces) {
            if (pace < 1 || pace > 100_000) {
                throw Failure.usage("--paces are 1 to 100000 microseconds, not " + pace);
            }
        }
        Path bridge = Installation.launcher("signal-bridge");
        if (bridge == null) {
            throw Failure.unexpected("bench ears needs the launchers: start it as bin/bench ears");
        }
        String pair = LimitProgram.build("paced", compiler, Installation.limitDirectory())
                .toString();
        Map<String, List<String>> receivers = new LinkedHashMap<>();
        receivers.put("C server, handler", List.of(pair, "server"));
        List<String> ordinary = ordinaryClass();
        ordinary.addAll(List.of(bridge.toString(), "--classic-server"));
        receivers.put("signal-bridge, ordinary class", ordinary);
        receivers.put("signal-bridge, class above", List.of(bridge.toString(), "--classic-server", "--realtime"));
        String text = size <= 5
                ? "hello".substring(0, size)
                : WORDS.repeat(size / WORDS.length() + 1).substring(0, size);
        int loops = busy ? BUSY_PER_CORE * Runtime.getRuntime().availableProcessors() : 0;
        try (TemporaryDirectory state = TemporaryDirectory.create()) {
            out.print(new PacedTrial(pair, receivers, paces, text, tries, cold, loops, state.path()).run());
        }
        return 0;
    }

    /** What starts a program without the right to a class above the ordinary one. */
    private static List<String> ordinaryClass() {
        List<String> command = new ArrayList<>();
        if (isOnPath("prlimit")) {
            command.addAll(List.of("prlimit", "--rtprio=0", "--nice=0", "--"));
        }
        if (isOnPath("setpriv") && "root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--bounding-set=-sys_nice", "--inh-caps=-sys_nice", "--"));
        }
        return command;
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
