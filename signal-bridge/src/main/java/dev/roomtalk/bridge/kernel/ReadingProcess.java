package dev.roomtalk.bridge.kernel;

import java.nio.charset.StandardCharsets;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a process that is sent signals: whether it is prepared for them, has read them, and works on them. Whether
 * it is still the same process is for the caller to know. Confined to one thread.
 */
public final class ReadingProcess {
    private static final int BUFFER = 8_192;

    private final Linux linux;
    private final String directory;
    private final Pointer buffer;

    public ReadingProcess(Linux linux, int pid) {
        this.linux = linux;
        this.directory = "/proc/" + pid + "/";
        this.buffer = linux.memory(BUFFER);
    }

    /**
     * What was seen of it at one moment, signals as the kernel's masks have them: bit n - 1 is signal n.
     *
     * @param asleep it waits for something, and so has run as far as it can
     * @param pending signals that were sent to it and that none of its threads has taken yet
     * @param caught signals it has a handler for
     * @param blocked signals its main thread blocks, to read them later
     */
    public record Seen(boolean asleep, long pending, long caught, long blocked) {
        /** It has a handler for both. */
        public boolean catchesBoth() {
            return (caught & Signal.MASK) == Signal.MASK;
        }
    }

    /** Looks; null if it has ended. */
    public @Nullable Seen look() {
        byte[] status = linux.readFile(directory + "status", buffer, BUFFER);
        if (status == null) {
            return null;
        }
        String text = new String(status, StandardCharsets.ISO_8859_1);
        int state = text.indexOf("\nState:\t");
        char letter = state < 0 ? 'X' : text.charAt(state + 8);
        return letter == 'Z' || letter == 'X'
                ? null
                : new Seen(letter == 'S', mask(text, "ShdPnd"), mask(text, "SigCgt"), mask(text, "SigBlk"));
    }

    /** Neither SIGUSR1 nor SIGUSR2 would kill it: it catches, blocks, or waits for each. */
    public boolean takesBoth(Seen seen) {
        long taken = seen.caught() | seen.blocked();
        return (taken & Signal.MASK) == Signal.MASK
                || ((taken | AwaitedSignals.of(linux, directory, buffer, BUFFER)) & Signal.MASK) == Signal.MASK;
    }

    /** How long its main thread has run, in nanoseconds; -1: this kernel does not say. */
    public long cpuNanos() {
        byte[] file = linux.readFile(directory + "schedstat", buffer, BUFFER);
        String text = file == null ? "" : new String(file, StandardCharsets.US_ASCII);
        int end = text.indexOf(' ');
        try {
            return end < 0 ? -1 : Long.parseLong(text.substring(0, end));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static long mask(String status, String name) {
        int start = status.indexOf("\n" + name + ":\t");
        int from = start + name.length() + 3;
        try {
            return start < 0 ? 0 : Long.parseUnsignedLong(status.substring(from, status.indexOf('\n', from)), 16);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
