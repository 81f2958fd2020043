package dev.roomtalk.server.control;

import dev.roomtalk.fuzz.Interleavings;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** What connections have given back is held by nobody, whichever threads have counted it. */
public class ConnectionMemoryThreadsTest {
    private static final int PART = 16 << 10;

    private final ConnectionMemory memory = new ConnectionMemory(() -> 1 << 20, () -> 100);
    private final ConnectionMemory.Share one = memory.share();
    private final ConnectionMemory.Share other = memory.share();

    @Operation
    public void holdOfOne(@Param(gen = IntGen.class, conf = "0:3") int parts) {
        one.hold((long) parts * PART);
    }

    @Operation
    public void holdOfOther(@Param(gen = IntGen.class, conf = "0:3") int parts) {
        other.hold((long) parts * PART);
    }

    @Validate
    public void nothingIsLeftWhenAllIsGivenBack() {
        one.hold(0);
        other.hold(0);
        if (memory.held() != 0) {
            throw new IllegalStateException("nobody holds " + memory.held());
        }
    }

    @Test
    void theTotalIsWhatAllHoldTogether() {
        Interleavings.check(ConnectionMemoryThreadsTest.class, 4);
    }
}
