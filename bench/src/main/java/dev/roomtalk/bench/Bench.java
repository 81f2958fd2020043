package dev.roomtalk.bench;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Progress;
import dev.roomtalk.bench.command.AbuseCommand;
import dev.roomtalk.bench.command.ChartCommand;
import dev.roomtalk.bench.command.EarsCommand;
import dev.roomtalk.bench.command.FilesCommand;
import dev.roomtalk.bench.command.FloodCommand;
import dev.roomtalk.bench.command.JoinsCommand;
import dev.roomtalk.bench.command.LargeRoomCommand;
import dev.roomtalk.bench.command.LoadCommand;
import dev.roomtalk.bench.command.MicroCommand;
import dev.roomtalk.bench.command.PathCommand;
import dev.roomtalk.bench.command.RestartCommand;
import dev.roomtalk.bench.command.ScreenCommand;
import dev.roomtalk.bench.command.SignalsCommand;
import dev.roomtalk.bench.command.TerminalProgress;
import dev.roomtalk.text.ProgramOutput;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/** The load generator's program. What the figures mean is in {@code bench/README.md}. */
public final class Bench {
    private final PrintStream out;
    private final PrintStream err;
    private final String compiler;
    private final Progress progress;

    Bench(PrintStream out, PrintStream err, String compiler, Progress progress) {
        this.out = out;
        this.err = err;
        this.compiler = compiler;
        this.progress = progress;
    }

    public static void main(String[] arguments) {
        // Netty would find a logging library and write to it; bench prints what a person needs itself.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        Logger netty = Logger.getLogger("io.netty");
        netty.setLevel(Level.OFF);
        ProgramOutput out = ProgramOutput.ofProcess();
        PrintStream err = utf8(FileDescriptor.err);
        int exitCode = new Bench(out, err, "cc", TerminalProgress.of(err)).execute(arguments);
        System.exit(out.end("bench", exitCode));
    }

    private static PrintStream utf8(FileDescriptor file) {
        return new PrintStream(new FileOutputStream(file), true, StandardCharsets.UTF_8);
    }

    int execute(String... arguments) {
        String version = Bench.class.getPackage().getImplementationVersion();
        CommandLine line = new CommandLine(new LoadCommand(out, err, compiler, progress));
        line.getCommandSpec().version("bench " + (version == null ? "(not packaged)" : version));
        line.addSubcommand(new ChartCommand());
        line.addSubcommand(new JoinsCommand(out, err, compiler, progress));
        line.addSubcommand(new PathCommand(out, err, compiler));
        line.addSubcommand(new FloodCommand(out, err));
        line.addSubcommand(new AbuseCommand(out, err));
        line.addSubcommand(new FilesCommand(out, err));
        line.addSubcommand(new RestartCommand(out, err));
        line.addSubcommand(new ScreenCommand(out, err, compiler));
        line.addSubcommand(new LargeRoomCommand(out));
        line.addSubcommand(new MicroCommand(progress.isWatched()));
        line.addSubcommand(new SignalsCommand(out, compiler));
        line.addSubcommand(new EarsCommand(out, compiler));
        // What begins with @ is a value as any other.
        return line.setExpandAtFiles(false)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((exception, _) -> {
                    err.println("bench: " + exception.getMessage() + "; see bench --help");
                    return Failure.USAGE;
                })
                .setExecutionExceptionHandler((exception, _, _) -> {
                    if (ending()) {
                        return Failure.UNEXPECTED;
                    }
                    if (exception instanceof Failure failure) {
                        err.println("bench: " + failure.sentence());
                        return failure.exitCode();
                    }
                    err.println("bench: failed unexpectedly: " + exception);
                    return Failure.UNEXPECTED;
                })
                .execute(arguments);
    }

    /** Whether this process is ending. Ctrl-C ends the started server too; that failure is not worth a message. */
    private static boolean ending() {
        Thread nothing = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(nothing);
            Runtime.getRuntime().removeShutdownHook(nothing);
            return false;
        } catch (IllegalStateException _) {
            return true;
        }
    }
}
