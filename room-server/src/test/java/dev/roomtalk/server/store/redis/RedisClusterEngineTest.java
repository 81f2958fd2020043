package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.EngineContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What every engine promises, on a cluster of three masters. */
class RedisClusterEngineTest extends EngineContract {
    @TempDir
    static Path directory;

    private static RedisCluster cluster;

    private Handles handles = new Handles();

    @BeforeAll
    static void start() {
        cluster = new RedisCluster(directory, 0);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    protected Engine open() {
        cluster.empty();
        return handles.open(cluster.settings());
    }

    @Override
    protected Engine another(Engine same) {
        return handles.open(cluster.settings());
    }

    @AfterEach
    void closeHandles() {
        handles.close();
    }

    @Override
    protected Engine restart(Engine before) {
        handles.close();
        handles = new Handles();
        return handles.open(cluster.settings());
    }
}
