package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.files.FilesTrial;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench files}: how fast a file goes from one member to another, and what the others notice. */
@Command(
        name = "files",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a server; sends a file from one member to another, and the same file with scp over loopback; measures how",
            "late messages are while nobody sends files, and while many do. All are on the same cores. Loopback only.",
            ""
        },
        footer = {
            "",
            "Options behind -- go to the server.",
            "",
            "Exit codes: 0 all is within its limit, 1 not so, or failed; 2 bad usage."
        })
public final class FilesCommand implements Callable<Integer> {
    private static final long MILLION = 1_000_000;
    private static final Path USUAL_SSHD = Path.of("/usr/sbin/sshd");

    @Option(names = "--size", paramLabel = "MB", description = "Of the file (default: ${DEFAULT-VALUE}).")
    private int size = 1_000;

    @Option(
            names = "--interruptions",
            paramLabel = "N",
            description = "Of a second transfer, by ends of the server (default: ${DEFAULT-VALUE}).")
    private int interruptions;

    @Option(
            names = "--members",
            paramLabel = "N",
            description = "Who send and get files while others talk (default: ${DEFAULT-VALUE}).")
    private int members = 10;

    @Option(
            names = "--member-size",
            paramLabel = "MB",
            description =
                    "Of the file that each of them sends once, and gets again and again (default: ${DEFAULT-VALUE}).")
    private int memberSize = 100;

    @Option(
            names = "--sshd",
            paramLabel = "FILE",
            description = "The SSH server that scp copies to (default: /usr/sbin/sshd, if there is one).")
    private @Nullable Path sshd;

    @Mixin
    private Output output;

    @Mixin
    private StartedServer started = new StartedServer();

    public FilesCommand(PrintStream out, PrintStream err) {
        this.output = new Output(out, err);
    }

    @Override
    public Integer call() {
        if (size < 1 || memberSize < 1) {
            throw Failure.usage("--size and --member-size are at least 1 MB");
        }
        if (interruptions < 0 || interruptions > 100 || members < 0 || members > 50) {
            throw Failure.usage("--interruptions is 0 to 100, and --members 0 to 50");
        }
        Path given = sshd;
        if (given != null && !Files.isExecutable(given)) {
            throw Failure.usage("--sshd: there is no program " + given);
        }
        Path program = given == null && Files.isExecutable(USUAL_SSHD) ? USUAL_SSHD : given;
        if (program == null) {
            output.note("there is no sshd here, so that nothing is compared with scp");
        }
        return output.print(
                new FilesTrial(size * MILLION, interruptions, members, memberSize * MILLION, program, started.options())
                        .run());
    }
}
