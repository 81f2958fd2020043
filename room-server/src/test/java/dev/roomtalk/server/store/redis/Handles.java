package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.Retention;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Several handles on one database, under one lease, as several nodes will be; their feeds notice silence soon. */
final class Handles implements AutoCloseable {
    private static final Random IDS = new Random();
    private static final Subscriber.Timing QUICK =
            new Subscriber.Timing(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofMillis(10));

    private final List<RedisEngine> open = new ArrayList<>();
    private @Nullable Lease lease;

    RedisEngine open(RedisSettings settings) {
        return open(settings, new Retention(10_000, 8 << 20, 0));
    }

    RedisEngine open(RedisSettings settings, Retention retention) {
        try {
            RedisEngine made = RedisEngine.open(
                    settings,
                    false,
                    Instant::now,
                    System::nanoTime,
                    IDS::nextLong,
                    RedisServer.limits(retention),
                    this::lease,
                    QUICK);
            open.add(made);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Lease lease(RedisCommands<String, String> commands, LongSupplier ticker) throws IOException {
        Lease first = lease;
        if (first == null) {
            first = Lease.take(commands, ticker, Keys.VERSION);
            lease = first;
        }
        return first;
    }

    @Override
    public void close() {
        open.forEach(RedisEngine::close);
    }
}
