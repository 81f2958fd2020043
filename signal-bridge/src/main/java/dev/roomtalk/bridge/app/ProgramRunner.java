package dev.roomtalk.bridge.app;

import dev.roomtalk.bridge.kernel.OwnProcess;
import java.util.Locale;
import picocli.CommandLine;

/**
 * Runs one of this module's programs: what fails is one line on standard error and an exit status, never a stack trace.
 */
public final class ProgramRunner {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private ProgramRunner() {}

    /** The exit status. {@code args} are as Java has them. */
    public static int run(Object command, String[] args) {
        CommandLine line = new CommandLine(command);
        String name = line.getCommandName();
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")) {
            System.err.println(
                    name + ": works on Linux only: it reads signals through signalfd and looks at processes in /proc");
            return FAILED;
        }
        String[] typed = OwnProcess.arguments(args);
        if (typed == null) {
            System.err.println(name + ": an argument is not UTF-8");
            return USAGE;
        }
        // What follows the first thing that is not an option is meant as it is, also when it begins with a dash.
        line.setStopAtPositional(true);
        line.setParameterExceptionHandler((exception, arguments) -> {
            System.err.println(name + ": " + exception.getMessage() + " (see " + name + " --help)");
            return USAGE;
        });
        line.setExecutionExceptionHandler((exception, parsed, result) -> {
            String why = exception.getMessage();
            System.err.println(name + ": " + (why == null ? exception.getClass().getSimpleName() : why));
            return FAILED;
        });
        return line.execute(typed);
    }
}
