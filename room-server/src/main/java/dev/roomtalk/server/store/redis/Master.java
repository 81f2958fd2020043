package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.redis.RedisSettings.Server;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The two connections to a server that was the master when they were made: one for everything, and one that waits for
 * replicas, because that holds up what follows on it.
 */
final class Master {
    /** For this long it is waited for replicas. */
    static final Duration REPLICAS_PATIENCE = Duration.ofMillis(200);

    final Server server;
    final StatefulRedisConnection<String, String> connection;
    final RedisAsyncCommands<String, String> commands;
    final StatefulRedisConnection<String, String> waiting;
    /** When the last renewal of the lease that was answered was sent; the ticker's nanoseconds. */
    volatile long renewed;
    /** The same, also where Redis answered that it cannot. */
    volatile long answered;

    Master(
            Server server,
            StatefulRedisConnection<String, String> connection,
            StatefulRedisConnection<String, String> waiting) {
        this.server = server;
        this.connection = connection;
        this.commands = connection.async();
        this.waiting = waiting;
    }

    /** The lease was asked for then, and given. */
    void isRenewed(long sent) {
        renewed = sent;
        answered = sent;
    }

    boolean isOpen() {
        return connection.isOpen() && waiting.isOpen();
    }

    /** Calls when one of the connections has ended. */
    void whenEnded(Runnable ended) {
        RedisConnectionStateListener listener = new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                ended.run();
            }
        };
        connection.addListener(listener);
        waiting.addListener(listener);
    }

    /**
     * What a master says of its replicas.
     *
     * @param having how many have what was asked about
     * @param connected how many there are
     */
    record Following(long having, int connected) {}

    /**
     * How many replicas have in memory what was answered before this call. Redis waits for what this very connection
     * has written; so it writes something first.
     */
    CompletableFuture<Following> askReplicas(int enough) {
        RedisAsyncCommands<String, String> c = waiting.async();
        CompletableFuture<String> written = c.set(Keys.REPLICATED, "").toCompletableFuture();
        CompletableFuture<Long> having =
                c.waitForReplication(enough, REPLICAS_PATIENCE.toMillis()).toCompletableFuture();
        return c.role()
                .toCompletableFuture()
                .thenCombine(having, (role, number) -> new Following(number, Connector.replicas(role)))
                .thenCombine(written, (following, _) -> following);
    }

    CompletableFuture<Void> close() {
        return CompletableFuture.allOf(connection.closeAsync(), waiting.closeAsync());
    }
}
