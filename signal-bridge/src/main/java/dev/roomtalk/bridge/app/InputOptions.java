package dev.roomtalk.bridge.app;

import dev.roomtalk.bridge.input.Fifo;
import dev.roomtalk.bridge.input.Inputs;
import dev.roomtalk.bridge.input.LocalSocket;
import dev.roomtalk.bridge.input.StandardInput;
import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.LinuxProcesses;
import dev.roomtalk.bridge.kernel.PipeWriter;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Users;
import dev.roomtalk.bridge.message.Label;
import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.bridge.outlet.UserRateLimit;
import dev.roomtalk.client.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import jnr.posix.POSIXFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that open other doors than signals, and those that limit what comes in by any. */
public final class InputOptions {
    private static final int SECONDS_AT_ONCE = 10;

    @Option(
            names = "--fifo",
            paramLabel = "PATH",
            description = "A named pipe, of which each line is a message; made, for this user alone, if there is none.")
    private @Nullable Path fifo;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description =
                    "A Unix-domain socket at which each line is a message, and is answered by \"ok\" or \"error: ...\".")
    private @Nullable Path socket;

    @Option(
            names = "--socket-mode",
            paramLabel = "MODE",
            defaultValue = "600",
            converter = Mode.class,
            description = "Who may connect to it, in octal: 660 for a group, 666 for all. Default: ${DEFAULT-VALUE}.")
    private Set<PosixFilePermission> socketMode = Set.of();

    @Option(
            names = "--stdin",
            description =
                    "Each line of standard input is a message; when it ends and all is answered, the bridge ends.")
    private boolean standardInput;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20",
            converter = Rate.class,
            description = {
                "Messages a second for each user of this machine; " + SECONDS_AT_ONCE + " times as many at once.",
                "Lines wait for it, messages by signal are refused. Default: ${DEFAULT-VALUE}."
            })
    private double rate = 20;

    public UserRateLimit limit() {
        return new UserRateLimit(rate, (int) Math.max(1, rate * SECONDS_AT_ONCE));
    }

    /**
     * Opens the doors that were asked for.
     *
     * @param end told when standard input has ended, and all that it said is answered
     * @throws IOException in a sentence for the person; then none is open
     */
    public Inputs open(Linux linux, Users users, Intake intake, int longest, Consumer<ExitCode> end) throws IOException {
        Inputs doors = new Inputs();
        try {
            if (fifo != null) {
                doors.add(Fifo.open(fifo, POSIXFactory.getNativePOSIX(), users, intake, longest));
            }
            if (socket != null) {
                doors.add(LocalSocket.open(socket, socketMode, new LinuxProcesses(linux, users), intake, longest));
            }
            if (standardInput) {
                String label = standardInputLabel(new LinuxProcesses(linux, users), users);
                StandardInput.start(System.in, label, users.own(), intake, longest, end);
            }
            return doors;
        } catch (IOException e) {
            doors.close();
            throw e;
        }
    }

    private static String standardInputLabel(Processes processes, Users users) {
        String user = users.apply(users.own());
        int writer = PipeWriter.ofStandardInput();
        Processes.Held process = writer == 0 ? null : processes.hold(writer);
        if (process == null) {
            return Label.ofDoor(user, "stdin");
        }
        try (process) {
            return Label.of(user, writer, process.identity());
        }
    }

    /** "660": who may read and write. */
    static final class Mode implements ITypeConverter<Set<PosixFilePermission>> {
        private static final PosixFilePermission[] BITS = PosixFilePermission.values();

        @Override
        public Set<PosixFilePermission> convert(String value) {
            if (!value.matches("0?[0-7]{3}")) {
                throw new TypeConversionException("'" + value + "' is no mode: three octal digits, as in 660");
            }
            int bits = Integer.parseInt(value, 8);
            Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
            for (int i = 0; i < BITS.length; i++) {
                if ((bits >> (BITS.length - 1 - i) & 1) == 1) {
                    mode.add(BITS[i]);
                }
            }
            return mode;
        }
    }

    /** A number of messages a second. */
    static final class Rate implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            try {
                double rate = Double.parseDouble(value);
                if (rate > 0 && rate <= 1_000_000) {
                    return rate;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new TypeConversionException("'" + value + "' is no rate: a number above 0, up to 1000000");
        }
    }
}
