package dev.roomtalk.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MemoryEngineTest {
    private final Name alice = ((Name.Valid) Name.user("alice")).name();
    private long nanos;
    private Instant wall = Instant.EPOCH;
    private long nextId;
    private final MemoryEngine engine =
            new MemoryEngine(() -> nanos, () -> wall, () -> ++nextId, 10, Duration.ofDays(90));

    @Test
    void aNameComesFreeByDisuseAndNotByAJumpOfTheClock() {
        assertThat(create()).isInstanceOf(Engine.Created.class);
        wall = Instant.parse("2100-01-01T00:00:00Z");
        assertThat(create()).isInstanceOf(Engine.NameTaken.class);
        nanos += Duration.ofDays(91).toNanos();
        assertThat(create()).isInstanceOf(Engine.Created.class);
    }

    private Engine.UserCreation create() {
        return engine.createUser(alice, TokenHash.of(new byte[] {(byte) nextId}))
                .toCompletableFuture()
                .join();
    }
}
