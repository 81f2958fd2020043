package dev.roomtalk.bridge.app;

import dev.roomtalk.bridge.input.InputSettings;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that open inputs besides signals, and the limit of what one user may say through all of them. */
final class InputOptions {
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

    InputSettings settings() {
        return new InputSettings(
                fifo, socket, socketMode, standardInput, rate, (int) Math.max(1, rate * SECONDS_AT_ONCE));
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
