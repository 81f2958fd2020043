package dev.roomtalk.text;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel, by poll(2), whether anybody reads what a file descriptor of this process writes. Java itself knows
 * only when it writes.
 */
final class Reader {
    /** POLLERR, POLLHUP, POLLNVAL. */
    private static final int GONE = 0x08 | 0x10 | 0x20;

    private static final int SIZE_OF_POLLFD = 8;
    private static final int REVENTS = 6;

    private static final @Nullable MethodHandle POLL = poll();

    private Reader() {}

    @SuppressWarnings("restricted") // The launcher allows native access.
    private static @Nullable MethodHandle poll() {
        try {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("poll"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        } catch (RuntimeException | LinkageError e) {
            // Then it is noticed when something is written.
            return null;
        }
    }

    /** Whether it is certain that nobody reads: the other end of a pipe or connection was closed. */
    static boolean isGone(int descriptor) {
        MethodHandle poll = POLL;
        if (poll == null) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pollfd = arena.allocate(SIZE_OF_POLLFD, Integer.BYTES);
            pollfd.set(JAVA_INT, 0, descriptor);
            int ready = (int) poll.invokeExact(pollfd, 1L, 0);
            return ready > 0 && (pollfd.get(JAVA_SHORT, REVENTS) & GONE) != 0;
        } catch (Throwable e) {
            // MethodHandle.invokeExact declares it; poll itself throws nothing.
            return false;
        }
    }
}
