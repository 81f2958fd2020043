package dev.roomtalk.server.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A look at the memory and the open files of this process before anything else: with too little of them a server could
 * not even load its own classes, and would fail without a word that helps.
 */
final class FirstLook {
    /** Bytes of heap without which a server does not start; Java counts a little less than {@code -Xmx} says. */
    private static final long LEAST_HEAP = 28L << 20;

    /** The heap that the sentence for the person asks for, in MiB. */
    private static final int ENOUGH_HEAP = 32;

    /** Files, sockets among them, without which a server cannot be looked after. */
    private static final int LEAST_FILES = 256;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String FILES = "Max open files";

    private FirstLook() {}

    /** What there is too little of, and how much it takes; null: there is enough, or this is not the server itself. */
    static @Nullable String tooLittle(String... args) {
        if (args.length > 0 && !args[0].startsWith("-")) {
            return null;
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (heap < LEAST_HEAP) {
            return "memory: the heap may have " + (heap >> 20) + " MiB, and a server needs " + ENOUGH_HEAP
                    + " at least: give ROOMTALK_JAVA_OPTIONS=-Xmx" + ENOUGH_HEAP
                    + "m or more, or the machine or container four times as much";
        }
        long files = openFiles();
        return files < LEAST_FILES
                ? "open files: this process may have " + files + ", and a server needs " + LEAST_FILES
                        + " at least, and one more for each connection: raise ulimit -n, or LimitNOFILE of the service"
                : null;
    }

    /** {@link Long#MAX_VALUE} where it is not known, or unlimited. */
    private static long openFiles() {
        try {
            for (String line : Files.readAllLines(LIMITS)) {
                if (line.startsWith(FILES)) {
                    String soft = line.substring(FILES.length()).strip().split("\\s+", 2)[0];
                    return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Not Linux.
        }
        return Long.MAX_VALUE;
    }
}
