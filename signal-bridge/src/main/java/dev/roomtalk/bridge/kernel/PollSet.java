package dev.roomtalk.bridge.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The descriptors that one thread waits for with ppoll(2), and which of them were ready. Confined to that thread;
 * allocates only where it grows.
 */
public final class PollSet {
    /* struct pollfd, 8 bytes: 0 fd   4 events   6 revents */
    private static final int POLLFD = 8;
    private static final int EVENTS = 4;
    private static final int REVENTS = 6;
    private static final long NANOS = 1_000_000_000;

    private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);
    private MemorySegment descriptors = MemorySegment.NULL;
    private int count;

    /** Watches exactly {@code size} descriptors from now on, each given by {@link #watch}. */
    public void resize(int size) {
        if ((long) size * POLLFD > descriptors.byteSize()) {
            descriptors = Arena.ofAuto().allocate(2L * size * POLLFD, 8);
        }
        count = size;
    }

    /** Watches a descriptor until it can be read; of a pidfd, until its process has ended. */
    public void watch(int index, int descriptor) {
        descriptors.set(ValueLayout.JAVA_INT, (long) index * POLLFD, descriptor);
        descriptors.set(ValueLayout.JAVA_SHORT, (long) index * POLLFD + EVENTS, Linux.POLLIN);
    }

    /**
     * Sleeps until a descriptor is ready or the time has passed.
     *
     * @param nanos negative: without a limit
     * @return how many are ready; negative: interrupted
     */
    public int await(long nanos) {
        if (nanos < 0) {
            return ReaderCalls.poll(descriptors, count, MemorySegment.NULL);
        }
        timespec.set(ValueLayout.JAVA_LONG, 0, nanos / NANOS);
        timespec.set(ValueLayout.JAVA_LONG, 8, nanos % NANOS);
        return ReaderCalls.poll(descriptors, count, timespec);
    }

    /** Whether a descriptor was ready at the end of the last {@link #await}, if that found any. */
    public boolean isReady(int index) {
        return descriptors.get(ValueLayout.JAVA_SHORT, (long) index * POLLFD + REVENTS) != 0;
    }
}
