package dev.roomtalk.bridge.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sees to it that SIGUSR1, SIGUSR2 and the real-time signals of the fast lane are blocked in every thread of this
 * process, so that a signalfd can read them, and the first two ignored, so that a thread that unblocks one by mistake
 * loses a signal and not the process.
 *
 * <p>A thread inherits the mask of the one that starts it, and the JVM has started many before {@code main}. So a
 * process that was not started that way (the launchers do it) blocks both in one thread and becomes the same program
 * once more: execve(2) keeps the mask and what is ignored.
 */
public final class SignalMask {
    /** Set in the second life, so that there is no third. */
    private static final String MARKER = "ROOMTALK_SIGNALS_BLOCKED";

    /**
     * HotSpot suspends threads with SIGUSR2 and unblocks it in each; here it uses SIGSTKFLT, which nothing else does.
     */
    private static final String SUSPEND_SIGNAL = "_JAVA_SR_SIGNUM";

    private static final String SUSPEND_SIGNAL_NUMBER = "16";

    private static final List<String> QUIETING_OPTIONS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    /** What is blocked. */
    static final long BLOCKED = Signal.MASK | QueuedSignal.MASK;

    private SignalMask() {}

    /** Returns when the mask is right, or with a sentence that says why it cannot be; empty: it is right. */
    public static String ensure(Linux linux) {
        String shortcoming = linux.shortcoming();
        if (!shortcoming.isEmpty()) {
            return shortcoming;
        }
        OwnProcess.Mask mask;
        List<byte[]> commandLine;
        try {
            mask = OwnProcess.mask();
            commandLine = OwnProcess.commandLine();
        } catch (IOException e) {
            return "/proc cannot be read, and signals cannot be received without it: " + e.getMessage();
        }
        if (mask.blocked()) {
            if (!mask.ignored()) {
                for (Signal signal : Signal.values()) {
                    linux.ignore(signal.number());
                }
            }
            return "";
        }
        if (System.getenv(MARKER) != null || commandLine.isEmpty()) {
            return "SIGUSR1 and SIGUSR2 do not stay blocked in this Java VM; start it with the launcher";
        }
        linux.block(BLOCKED);
        for (Signal signal : Signal.values()) {
            linux.ignore(signal.number());
        }
        linux.setEnvironment(MARKER, "1");
        linux.setEnvironment(SUSPEND_SIGNAL, SUSPEND_SIGNAL_NUMBER);
        linux.execute("/proc/self/exe", withQuietingOptions(commandLine));
        return "the Java VM could not be started again with SIGUSR1 and SIGUSR2 blocked (error %d); start it with the launcher"
                .formatted(linux.error());
    }

    private static List<byte[]> withQuietingOptions(List<byte[]> commandLine) {
        List<byte[]> complete = new ArrayList<>(commandLine);
        for (String option : QUIETING_OPTIONS) {
            byte[] bytes = option.getBytes(StandardCharsets.US_ASCII);
            if (commandLine.stream().noneMatch(argument -> Arrays.equals(argument, bytes))) {
                complete.add(1, bytes);
            }
        }
        return complete;
    }
}
