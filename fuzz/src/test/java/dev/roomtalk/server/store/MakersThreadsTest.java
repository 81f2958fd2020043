package dev.roomtalk.server.store;

import dev.roomtalk.fuzz.Interleavings;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.time.Instant;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Of two who make a room, or a user, of one name at the same time one has it. */
public class MakersThreadsTest {
    private final MemoryEngine engine = new MemoryEngine(
            () -> 0, () -> Instant.EPOCH, () -> 7, 10, Duration.ofDays(1), new Retention(10, 1000, 1000));

    private static Name name(int number) {
        return new Name("n" + number, "n" + number);
    }

    @Operation
    public boolean make(@Param(gen = IntGen.class, conf = "1:2") int number) {
        return engine.createRoom(RoomRecord.wanted(name(number), "", null, false, false))
                        .toCompletableFuture()
                        .join()
                != null;
    }

    @Operation
    public void close(@Param(gen = IntGen.class, conf = "1:2") int number) {
        engine.closeRoom(new RoomId(number));
    }

    @Test
    void oneOfTwoMakersWins() {
        Interleavings.check(MakersThreadsTest.class, 4);
    }
}
