package dev.roomtalk.bridge.kernel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** This process as the kernel sees it: its command line byte for byte, and what its threads block. */
public final class OwnProcess {
    private static final Path SELF = Path.of("/proc/self");

    private OwnProcess() {}

    /** The whole command line, from the name of the Java launcher on. */
    static List<byte[]> commandLine() throws IOException {
        byte[] all = Files.readAllBytes(SELF.resolve("cmdline"));
        List<byte[]> arguments = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == 0) {
                arguments.add(Arrays.copyOfRange(all, start, i));
                start = i + 1;
            }
        }
        return arguments;
    }

    /** Whether each thread blocks both signals, and whether both are ignored. */
    static Mask mask() throws IOException {
        boolean blocked = true;
        boolean ignored = true;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(SELF.resolve("task"))) {
            for (Path thread : threads) {
                ProcessState state;
                try {
                    state = ProcessState.parse(Files.readAllBytes(thread.resolve("status")), true);
                } catch (NoSuchFileException ended) {
                    continue;
                }
                if (state != null) {
                    blocked &= (state.blocked() & SignalMask.BLOCKED) == SignalMask.BLOCKED;
                    ignored &= (state.ignored() & Signal.MASK) == Signal.MASK;
                }
            }
        }
        return new Mask(blocked, ignored);
    }

    /**
     * What this process does with the signals that the bridge hears.
     *
     * @param blocked in every thread
     * @param ignored where they are not blocked
     */
    record Mask(boolean blocked, boolean ignored) {}
}
