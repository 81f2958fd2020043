package dev.roomtalk.bridge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The processes of this machine, as far as a receiver of signals needs them. */
interface Processes {
    /** Takes hold of the process that has this pid now; null: there is none. */
    @Nullable
    Held hold(int pid);

    /** The name of a user; its number where it has none. */
    String user(int uid);

    /** One process, held by a pidfd (pidfd_open(2)): whatever is done goes to this very process, also when its pid is reused. */
    interface Held extends AutoCloseable {
        /** The descriptor, which is readable once the process has ended (poll(2)). */
        int descriptor();

        /** How it stands towards signals; null: it has ended. */
        @Nullable
        Standing look();

        /** Who it is; null: it has ended. */
        @Nullable
        Identity identity();

        /** Sends a signal (pidfd_send_signal(2)); false: it has ended, or may not be signalled. */
        boolean send(Signal signal);

        @Override
        void close();
    }

    /**
     * Who a process is.
     *
     * @param startTime in clock ticks since the machine started (proc(5)): with the pid it is unique
     * @param command the kernel's short name of it, at most 15 bytes
     * @param arguments its command line; empty: it has none
     */
    record Identity(long startTime, String command, List<String> arguments) {}
}
