package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.EngineContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class RedisEngineTest extends EngineContract {
    @TempDir
    static Path directory;

    private static RedisServer redis;

    /** All handles of a test; replaced where a server is started again. */
    private Handles handles = new Handles();

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
        return handles.open(redis.settings());
    }

    @Override
    protected Engine another(Engine same) {
        return handles.open(redis.settings());
    }

    @AfterEach
    void closeHandles() {
        handles.close();
    }

    @Override
    protected Engine restart(Engine before) {
        handles.close();
        handles = new Handles();
        return handles.open(redis.settings());
    }
}
