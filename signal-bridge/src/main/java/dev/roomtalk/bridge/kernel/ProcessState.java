package dev.roomtalk.bridge.kernel;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How a process stands towards signals at one moment, from {@code /proc/PID/status} (proc(5)).
 *
 * @param state S sleeping, R running, T stopped, Z ended, ...
 * @param caught signals it has a handler for
 * @param ignored signals it ignores
 * @param blocked signals its main thread blocks, or waits for in sigwait(3)
 * @param reachable the kernel lets this process signal it (kill(2))
 */
public record ProcessState(char state, long caught, long ignored, long blocked, boolean reachable) {

    /**
     * A signal is safe for it: it has a handler, or blocks it to read it later. Anything else would kill it or be lost.
     */
    public boolean takes(Signal signal) {
        return reachable && ((caught | blocked) & signal.mask()) != 0;
    }

    /** It blocks the signal while it works, so that none can come at the wrong moment. */
    public boolean holdsBack(Signal signal) {
        return (blocked & signal.mask()) != 0;
    }

    /** The same, of one whose main thread waits for these in sigwait(3). */
    ProcessState awaiting(long signals) {
        return new ProcessState(state, caught, ignored, blocked | signals, reachable);
    }

    /** It waits for something, and so has run as far as it can; a process that was only interrupted is running. */
    public boolean asleep() {
        return state == 'S';
    }

    /** Somebody has stopped it (SIGSTOP, a debugger): its silence means nothing. */
    public boolean stopped() {
        return state == 'T' || state == 't';
    }

    /** Reads the file's content; null if it is not complete. */
    public static @Nullable ProcessState parse(byte[] status, boolean reachable) {
        String text = new String(status, StandardCharsets.ISO_8859_1);
        String state = field(text, "State:");
        String caught = field(text, "SigCgt:");
        String ignored = field(text, "SigIgn:");
        String blocked = field(text, "SigBlk:");
        if (state == null || state.isEmpty() || caught == null || ignored == null || blocked == null) {
            return null;
        }
        try {
            return new ProcessState(
                    state.charAt(0),
                    Long.parseUnsignedLong(caught, 16),
                    Long.parseUnsignedLong(ignored, 16),
                    Long.parseUnsignedLong(blocked, 16),
                    reachable);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The kernel's short name of the process; empty: the file is not complete. */
    static String name(byte[] status) {
        int end = 0;
        while (end < status.length && status[end] != '\n') {
            end++;
        }
        return new String(status, 0, end, StandardCharsets.ISO_8859_1);
    }

    static @Nullable String field(String status, String name) {
        // The name of the process comes first and is the only text it chooses; the kernel escapes its newlines.
        int start = status.indexOf("\n" + name);
        if (start < 0) {
            return null;
        }
        start += 1 + name.length();
        int end = status.indexOf('\n', start);
        return end < 0 ? null : status.substring(start, end).strip();
    }
}
