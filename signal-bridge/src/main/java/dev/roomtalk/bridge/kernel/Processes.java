package dev.roomtalk.bridge.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The processes of this machine, as far as a receiver of signals needs them. */
public interface Processes {
    /** Takes hold of the process that has this pid now; null if there is none. */
    @Nullable
    Held hold(int pid);

    /** The name of a user; its number where it has none. */
    String user(int uid);

    /**
     * The processes that may have said something to this one that was lost: its pid is among their arguments, they take
     * one of both signals, and they sleep, or compute and do nothing else.
     *
     * @param between called again and again meanwhile, because there may be many
     */
    List<Waiting> waiting(Runnable between);

    /**
     * A process that waits, perhaps for us.
     *
     * @param age it was started at most so many nanoseconds ago
     */
    record Waiting(int pid, int uid, Sleep sleep, long age) {}

    /** What a process does that waits. */
    enum Sleep {
        FOR_A_SIGNAL,
        FOR_A_TIME,
        /** It runs. */
        NONE
    }

    /**
     * One process, held by a pidfd (pidfd_open(2)): whatever is done goes to this very process, also when its pid is
     * reused.
     */
    interface Held extends AutoCloseable {
        /** The descriptor, which is readable once the process has ended (poll(2)). */
        int descriptor();

        /** How it stands towards signals; null if it has ended, or was {@link #replaced}. */
        @Nullable
        ProcessState look();

        /** It was seen to run another program than the one that {@link #executable} has found first (execve(2)). */
        default boolean replaced() {
            return false;
        }

        /** Who it is; null if it has ended. */
        @Nullable
        Identity identity();

        /**
         * It has ended, and a signal killed it; false: it ended by itself, or that is not known (Linux before 6.15,
         * when its parent was quick).
         */
        boolean killed();

        /** Which program it runs, so that another run of it is known again; null if it has ended, or runs a script. */
        @Nullable
        Executable executable();

        /** Sends a signal (pidfd_send_signal(2)); false: it has ended, or may not be signalled. */
        boolean send(Signal signal);

        /**
         * Sends a signal if a look right before it shows that the process takes it; false: it does not, or has ended,
         * or may not be signalled.
         */
        default boolean sendIfTaken(Signal signal) {
            ProcessState now = look();
            return now != null && now.takes(signal) && send(signal);
        }

        /** Queues a real-time signal that carries 8 bytes. */
        default Queued queue(int number, long word) {
            return Queued.ENDED;
        }

        @Override
        void close();
    }

    /** A process whose end is waited for. */
    record Watched(int pid, int descriptor) {}

    /** What the kernel did with a real-time signal. */
    enum Queued {
        TAKEN,
        /** As many signals are queued for this user as the kernel allows (RLIMIT_SIGPENDING). */
        FULL,
        /** The process has ended, or may not be signalled. */
        ENDED
    }

    /**
     * A program file, until it is written anew.
     *
     * @param identity device and inode number
     */
    record Executable(String identity, String path) {}

    /**
     * Who a process is.
     *
     * @param startTime in clock ticks since the machine started (proc(5)): with the pid it is unique
     * @param command the kernel's short name of it, at most 15 bytes
     * @param arguments its command line; empty: it has none
     */
    record Identity(long startTime, String command, List<String> arguments) {}
}
