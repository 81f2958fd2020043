package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.AccountsContract;
import dev.roomtalk.server.store.Engine;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class RedisAccountsTest extends AccountsContract {
    @TempDir
    Path directory;

    private @Nullable RedisServer redis;

    @Override
    protected Engine open() {
        RedisServer started = RedisServer.start(directory);
        redis = started;
        return started.open();
    }

    @AfterEach
    void stop() {
        if (redis != null) {
            redis.close();
        }
    }
}
