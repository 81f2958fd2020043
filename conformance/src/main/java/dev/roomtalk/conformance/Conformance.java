package dev.roomtalk.conformance;

import dev.roomtalk.text.ProgramOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The program {@code conformance}. */
public final class Conformance {
    private Conformance() {}

    public static void main(String[] arguments) {
        ProgramOutput out = ProgramOutput.ofProcess();
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(out.end("conformance", execute(out, err, arguments)));
    }

    static int execute(PrintStream out, PrintStream err, String... arguments) {
        String version = Conformance.class.getPackage().getImplementationVersion();
        CommandLine line = new CommandLine(new ConformanceCommand(out, err));
        line.getCommandSpec().version("conformance " + (version == null ? "(not packaged)" : version));
        // What begins with @ is a value as any other.
        return line.setExpandAtFiles(false)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((exception, _) -> {
                    err.println("conformance: " + exception.getMessage() + "; see conformance --help");
                    return ConformanceCommand.USAGE;
                })
                .setExecutionExceptionHandler((exception, _, _) -> {
                    err.println("conformance: failed unexpectedly: " + exception);
                    return ConformanceCommand.FAILED;
                })
                .execute(arguments);
    }
}
