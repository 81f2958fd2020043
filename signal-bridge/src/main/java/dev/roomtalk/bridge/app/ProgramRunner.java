package dev.roomtalk.bridge.app;

import dev.roomtalk.text.NotUtf8Exception;
import dev.roomtalk.text.ProcessText;
import dev.roomtalk.text.ProgramOutput;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * Runs one of this module's programs: what fails is one line on standard error and an exit status, never a stack trace.
 */
public final class ProgramRunner {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private ProgramRunner() {}

    /**
     * Returns the exit status, which is not 0 if standard output could not be written.
     *
     * @param command makes it, given the environment
     * @param args as Java has them
     */
    public static int run(Function<Map<String, String>, Object> command, String[] args) {
        ProgramOutput out = ProgramOutput.install();
        String[] typed;
        Map<String, String> environment;
        String wrong = null;
        try {
            typed = ProcessText.arguments(args);
            environment = ProcessText.environment();
        } catch (NotUtf8Exception e) {
            wrong = e.getMessage();
            typed = new String[0];
            environment = Map.of();
        }
        CommandLine line = new CommandLine(command.apply(environment));
        // A text that begins with @ is a text.
        line.setExpandAtFiles(false);
        String name = line.getCommandName();
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")) {
            System.err.println(
                    name + ": works on Linux only: it reads signals through signalfd and looks at processes in /proc");
            return FAILED;
        }
        if (wrong != null) {
            System.err.println(name + ": " + wrong);
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
        return out.end(name, line.execute(typed));
    }
}
