package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.EngineContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class RedisEngineTest extends EngineContract {
    @TempDir
    static Path directory;

    private static RedisServer redis;

    @BeforeAll
    static void start() {
        redis = RedisServer.start(directory);
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    protected Engine open() {
        redis.command("FLUSHALL");
        return redis.open();
    }

    @Override
    protected Engine restart(Engine before) {
        before.close();
        return redis.open();
    }
}
