package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench chart}: draws results that were kept. */
@Command(
        name = "chart",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Draws what 'bench --json' printed: latency and cost over the load, a column for each shape, a colour for each target.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  bench --shape C --rate 5000,10000,50000 --beside limit --json > c.json && bench chart c.json --svg c.svg",
            "",
            "Exit codes: 0 drawn, 1 failed, 2 bad usage."
        })
public final class ChartCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "What was printed, of one run each.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--svg", paramLabel = "FILE", required = true, description = "The picture.")
    private Path svg = Path.of("");

    @Override
    public Integer call() {
        List<String> results = new ArrayList<>();
        for (Path file : files) {
            try {
                results.add(Files.readString(file));
            } catch (IOException e) {
                throw Failure.unexpected("cannot read " + file + ": " + e.getMessage());
            }
        }
        new SvgFile(svg).draw(results);
        return 0;
    }
}
