package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.Retention;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Several handles on one database, as several nodes are; their feeds notice silence soon. */
final class Handles implements AutoCloseable {
    private static final Random IDS = new Random();
    private static final Subscriber.Timing QUICK =
            new Subscriber.Timing(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofMillis(10));

    private final List<RedisEngine> open = new ArrayList<>();

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
                    QUICK);
            open.add(made);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        open.forEach(RedisEngine::close);
    }
}
