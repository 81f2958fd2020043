package dev.roomtalk.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.base.AgeClock;
import dev.roomtalk.server.store.EngineLimits;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a name is free again, and when not. */
class NamesInUseTest {
    private static final Duration EXPIRY = Duration.ofDays(90);

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-29T12:00:00Z"));
    private final AtomicBoolean certain = new AtomicBoolean(true);
    private final AtomicLong setForth = new AtomicLong();
    private SqliteEngine engine;
    private byte tokens;

    @BeforeEach
    void open() throws IOException {
        engine = SqliteEngine.open(
                directory,
                new AgeClock() {
                    @Override
                    public Instant instant() {
                        return Objects.requireNonNull(now.get());
                    }

                    @Override
                    public boolean certain() {
                        return certain.get();
                    }

                    @Override
                    public long takeSetForth() {
                        return setForth.getAndSet(0);
                    }
                },
                new Random(7)::nextLong,
                new EngineLimits(100, EXPIRY, new Retention(100, 1 << 20, 0), Duration.ofDays(36_500)),
                Durability.PROCESS);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private UserRecords.UserCreation create(String name) {
        return Stored.get(
                engine.createUser(((Name.Valid) Name.user(name)).name(), false, TokenHash.of(new byte[] {tokens++})));
    }

    private boolean exists(String name) {
        return Stored.get(engine.userNamed(((Name.Valid) Name.user(name)).name())) != null;
    }

    private void pass(Duration length) {
        now.updateAndGet(t -> t.plus(length));
    }

    @Test
    void aNameThatNobodyUsedIsFreeAgain() {
        create("alice");
        pass(EXPIRY.plusDays(1));
        create("bob");
        assertThat(exists("alice")).isFalse();
    }

    @Test
    void whoIsConnectedKeepsTheName() {
        long alice = ((UserRecords.Created) create("alice")).user().id();
        engine.spare(id -> id == alice);
        pass(EXPIRY.plusDays(1));
        create("bob");
        assertThat(exists("alice")).isTrue();
        // That was noted: it counts anew from then on.
        engine.spare(_ -> false);
        create("carol");
        assertThat(exists("alice")).isTrue();
    }

    @Test
    void useIsNotedWithoutANewConnection() {
        long alice = ((UserRecords.Created) create("alice")).user().id();
        pass(EXPIRY.minusDays(1));
        engine.noteUse(List.of(alice));
        pass(Duration.ofDays(2));
        create("bob");
        assertThat(exists("alice")).isTrue();
    }

    @Test
    void nobodyIsRemovedWhileTheClockIsNotCertain() {
        create("alice");
        pass(EXPIRY.plusDays(1));
        certain.set(false);
        create("bob");
        assertThat(exists("alice")).isTrue();
        certain.set(true);
        create("carol");
        assertThat(exists("alice")).isFalse();
    }

    /** As on a machine that was in 1970 until it had asked for the time. */
    @Test
    void whatWasNotedBeforeTheClockWasSetForthIsMovedWithIt() {
        create("alice");
        pass(EXPIRY.plusDays(1));
        setForth.set(EXPIRY.plusDays(1).toMillis());
        pass(Duration.ofMinutes(2));
        await().untilAsserted(() -> assertThat(setForth).hasValue(0));
        create("bob");
        assertThat(exists("alice")).isTrue();
    }
}
