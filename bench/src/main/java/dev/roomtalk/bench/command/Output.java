package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Progress;
import dev.roomtalk.bench.base.Result;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/** Where a result is printed, and how: as a table, or as JSON. */
final class Output {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final PrintStream out;
    private final PrintStream err;
    private final Progress progress;

    Output(PrintStream out, PrintStream err) {
        this(out, err, Progress.NONE);
    }

    Output(PrintStream out, PrintStream err, Progress progress) {
        this.out = out;
        this.err = err;
        this.progress = progress;
    }

    /** What shows how far the measurement is. */
    Progress progress() {
        return progress;
    }

    /** Prints the result, and a line for each fault; returns the exit code. */
    int print(Result result) {
        out.print(json ? result.json() + "\n" : result.table());
        result.faults().forEach(fault -> err.println("bench: " + fault));
        return result.faults().isEmpty() ? 0 : Failure.UNEXPECTED;
    }

    /** Says something about a result that is no fault of it. */
    void note(String sentence) {
        err.println("bench: note: " + sentence);
    }
}
