package dev.roomtalk.server.rooms;

import dev.roomtalk.fuzz.Interleavings;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** The rate of an address gives no more tokens than it has, whichever sessions take them at the same time. */
public class RateLimitThreadsTest {
    private static final long SECOND = 1_000_000_000;

    private final RateLimit rate = new RateLimit(1, 2, 0);

    @Operation
    public boolean take(@Param(gen = IntGen.class, conf = "0:2") int second) {
        return rate.take(second * SECOND);
    }

    @Operation
    public boolean takeMore(
            @Param(gen = IntGen.class, conf = "0:2") int second, @Param(gen = IntGen.class, conf = "2:3") int tokens) {
        return rate.take(second * SECOND, tokens);
    }

    @Operation
    public long untilToken() {
        return rate.untilToken(0);
    }

    @Test
    void tokensAreTakenAsIfOneAfterTheOther() {
        Interleavings.check(RateLimitThreadsTest.class, 4);
    }
}
