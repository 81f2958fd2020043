package dev.roomtalk.micro;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks, and compares them with those that are kept: {@code bench micro} starts it.
 *
 * <p>Arguments: {@code --quick}, {@code --json}, {@code --silent}, and words of which the name of a benchmark has to
 * have one.
 */
public final class Micro {
    private static final String BASELINE = "baseline.json";
    private static final String GARBAGE = "gc.alloc.rate.norm";

    private Micro() {}

    public static void main(String[] arguments) throws RunnerException, IOException {
        List<String> given = Arrays.asList(arguments);
        List<String> words =
                given.stream().filter(word -> !word.startsWith("--")).toList();
        MicroReport report = new MicroReport(run(words, given.contains("--quick"), given.contains("--silent"), 1));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        out.print(given.contains("--json") ? report.json() : report.table(baseline()));
    }

    static MicroReport baseline() throws IOException {
        try (Reader in = new InputStreamReader(
                Objects.requireNonNull(Micro.class.getResourceAsStream(BASELINE), BASELINE), StandardCharsets.UTF_8)) {
            return MicroReport.parse(in);
        }
    }

    /**
     * Runs benchmarks.
     *
     * @param words of which a name has one; none: all
     * @param quick each for a moment only: that shows that it runs, and nothing about what it costs
     * @param forks processes for each; 0: in this one
     */
    static List<MicroReport.Row> run(List<String> words, boolean quick, boolean silent, int forks)
            throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .forks(forks)
                .shouldFailOnError(true)
                .warmupIterations(quick ? 0 : 3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(quick ? 1 : 5)
                .measurementTime(quick ? TimeValue.milliseconds(10) : TimeValue.seconds(1));
        words.forEach(word -> options.include("(?i)" + word));
        Collection<RunResult> results = new Runner(
                        options.build(),
                        OutputFormatFactory.createFormatInstance(
                                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                                silent ? VerboseMode.SILENT : VerboseMode.NORMAL))
                .run();
        return results.stream().map(Micro::row).toList();
    }

    private static MicroReport.Row row(RunResult result) {
        StringBuilder name = new StringBuilder(result.getPrimaryResult().getLabel());
        result.getParams()
                .getParamsKeys()
                .forEach(key -> name.append(' ')
                        .append(key)
                        .append('=')
                        .append(result.getParams().getParam(key)));
        var garbage = result.getSecondaryResults().get(GARBAGE);
        double error = result.getPrimaryResult().getScoreError();
        return new MicroReport.Row(
                name.toString(),
                result.getPrimaryResult().getScore(),
                Double.isFinite(error) ? error : 0,
                garbage == null ? 0 : garbage.getScore());
    }
}
