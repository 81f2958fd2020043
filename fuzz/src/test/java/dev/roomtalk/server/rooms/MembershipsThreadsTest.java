package dev.roomtalk.server.rooms;

import dev.roomtalk.fuzz.Interleavings;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** A user has no more places than there may be, whoever takes and leaves them at the same time. */
public class MembershipsThreadsTest {
    private static final long USER = 7;

    private final Memberships memberships = new Memberships(() -> 2);

    @Operation
    public boolean takePlace() {
        return memberships.takePlace(USER) != 0;
    }

    @Operation
    public boolean enter(@Param(gen = IntGen.class, conf = "1:2") int room) {
        return memberships.enter(USER, room);
    }

    @Operation
    public void remove(@Param(gen = IntGen.class, conf = "1:2") int room) {
        memberships.remove(USER, room);
    }

    @Operation
    public boolean contains(@Param(gen = IntGen.class, conf = "1:2") int room) {
        return memberships.contains(USER, room);
    }

    @Test
    void placesAreTakenAsIfOneAfterTheOther() {
        Interleavings.check(MembershipsThreadsTest.class, 12);
    }
}
