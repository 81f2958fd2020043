package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.frame.FastWords;
import dev.roomtalk.bridge.frame.FramedDialect;
import dev.roomtalk.bridge.kernel.LinuxProcesses;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.Signal;
import org.jspecify.annotations.Nullable;

/** The way to a bridge that is a process of this machine, held by its pidfd. Confined to one thread. */
final class ProcessLink implements BridgeLink, AutoCloseable {
    /** More would carry no more: by then one end waits for the other to be woken. */
    private static final int MAX_WINDOW = 512;

    /** Words of which the kernel's room is worth the trouble. */
    private static final int MIN_WINDOW = 2 * FastWords.CREDIT_STEP;

    /** Of what the kernel would still queue for this user, for one sender. */
    private static final int SHARE = 16;

    private final int pid;
    private final LinuxProcesses.Pidfd process;
    private final int window;

    private ProcessLink(int pid, LinuxProcesses.Pidfd process, int window) {
        this.pid = pid;
        this.process = process;
        this.window = window;
    }

    /** Opens a link; null if there is no such process, or it is not a bridge that can answer this one. */
    static @Nullable ProcessLink open(LinuxProcesses processes, int pid, int ownUid) {
        LinuxProcesses.Pidfd process = processes.hold(pid);
        ProcessState state = process == null ? null : process.look();
        if (process == null) {
            return null;
        }
        if (state == null || !FramedDialect.heardBy(state) || uid(process) != ownUid) {
            process.close();
            return null;
        }
        return new ProcessLink(pid, process, window(process.statusField("SigQ:")));
    }

    private static int uid(LinuxProcesses.Pidfd process) {
        String uids = process.statusField("Uid:");
        // The real one and the effective one.
        String[] all = uids == null ? new String[0] : uids.split("\\s+", -1);
        return all.length < 2 ? -1 : Integer.parseUnsignedInt(all[1]);
    }

    /** From what the kernel says is queued for a user, and how much may be: {@code 3/31000}. */
    static int window(@Nullable String queue) {
        String[] parts = queue == null ? new String[0] : queue.split("/", -1);
        if (parts.length != 2) {
            return 0;
        }
        try {
            long free = Long.parseLong(parts[1]) - Long.parseLong(parts[0]);
            int window = Math.clamp(free / SHARE, 0, MAX_WINDOW);
            return window < MIN_WINDOW ? 0 : window;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    int pid() {
        return pid;
    }

    /** Readable when it has ended. */
    int descriptor() {
        return process.descriptor();
    }

    @Override
    public void send(Signal signal) {
        boolean _ = process.send(signal);
    }

    @Override
    public boolean pending(int number) {
        String all = process.statusField("ShdPnd:");
        try {
            return all != null && (Long.parseUnsignedLong(all, 16) & QueuedSignal.mask(number)) != 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    @Override
    public Processes.Queued queue(int number, long word) {
        return process.queue(number, word);
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public void close() {
        process.close();
    }
}
