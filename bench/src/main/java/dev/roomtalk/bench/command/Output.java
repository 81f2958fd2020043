package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Result;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/** How a result is printed: as a table, or as JSON. */
final class Output {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /** Prints the result, and a line for each fault; returns the exit code. */
    int print(Result result, PrintStream out, PrintStream err) {
        out.print(json ? result.json() + "\n" : result.table());
        result.faults().forEach(fault -> err.println("bench: " + fault));
        return result.faults().isEmpty() ? 0 : Failure.UNEXPECTED;
    }
}
