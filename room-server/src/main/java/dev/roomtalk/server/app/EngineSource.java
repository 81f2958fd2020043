package dev.roomtalk.server.app;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.base.AgeClock;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.MemoryEngine;
import dev.roomtalk.server.store.redis.RedisEngine;
import dev.roomtalk.server.store.sqlite.Durability;
import dev.roomtalk.server.store.sqlite.SqliteEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;

/** Opens the engine of a node, on its data directory. */
interface EngineSource {
    /** @throws IOException in a sentence for the person */
    Engine open(Path directory, AgeClock clock) throws IOException;

    /** The engine that the settings name. */
    static EngineSource of(ServerSettings settings) {
        SecureRandom random = new SecureRandom();
        return switch (settings.engine()) {
            case MEMORY ->
                (_, clock) -> new MemoryEngine(
                        Ticker.systemTicker()::read,
                        clock,
                        random::nextLong,
                        settings.maxUsers(),
                        settings.nameExpiry(),
                        settings.retention(),
                        settings.historyAge());
            case SQLITE ->
                (directory, clock) -> SqliteEngine.open(
                        directory, clock, random::nextLong, LiveParts.limits(settings), settings.durability());
            case REDIS ->
                (_, clock) -> RedisEngine.open(
                        Objects.requireNonNull(settings.redis()),
                        settings.durability() == Durability.POWER,
                        clock,
                        Ticker.systemTicker()::read,
                        random::nextLong,
                        LiveParts.limits(settings));
        };
    }
}
