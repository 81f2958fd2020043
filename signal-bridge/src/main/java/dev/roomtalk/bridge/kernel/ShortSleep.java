package dev.roomtalk.bridge.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A sleep of always the same length, which allocates nothing. From any thread. */
public final class ShortSleep {
    private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);

    /** @param nanos less than a second */
    public ShortSleep(long nanos) {
        timespec.set(ValueLayout.JAVA_LONG, 8, nanos);
    }

    public void sleep() {
        int _ = ReaderCalls.poll(MemorySegment.NULL, 0, timespec);
    }
}
