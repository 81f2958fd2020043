package dev.roomtalk.bridge.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An eventfd(2), by which one thread wakes another that polls it. */
public final class EventFile {
    private static final int BYTES = 8;

    private final int descriptor;
    private final MemorySegment one = Arena.ofAuto().allocate(BYTES, 8);
    private final MemorySegment count = Arena.ofAuto().allocate(BYTES, 8);

    private EventFile(int descriptor) {
        this.descriptor = descriptor;
        one.set(ValueLayout.JAVA_LONG, 0, 1);
    }

    public static EventFile open(Linux linux) {
        int descriptor = linux.eventDescriptor();
        if (descriptor < 0) {
            throw new IllegalStateException("no eventfd: error " + linux.error());
        }
        return new EventFile(descriptor);
    }

    public int descriptor() {
        return descriptor;
    }

    /** Makes it ready, until {@link #clear}. From any thread. */
    public void set() {
        int _ = ReaderCalls.write(descriptor, one);
    }

    /** Makes it not ready. Only by the thread that polls it. */
    public void clear() {
        int _ = ReaderCalls.read(descriptor, count);
    }
}
