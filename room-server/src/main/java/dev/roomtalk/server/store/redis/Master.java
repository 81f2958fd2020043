package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.redis.RedisSettings.Server;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * The two connections to a server that was the master when they were made: one for everything, and one that waits for
 * replicas, because that holds up what follows on it.
 */
final class Master {
    /** For this long it is waited for replicas. */
    static final Duration REPLICAS_PATIENCE = Duration.ofMillis(200);

    /** Its id in the cluster; empty: there is no cluster. */
    final String id;

    final Server server;
    /** How the channels begin on which it publishes; then follows a number. */
    private final String channels;
    /**
     * Among so many channels it divides what its rooms publish. In a cluster it is one: whatever is published is passed
     * on to each of its servers with more than 2,000 bytes about the cluster, and so is each heartbeat.
     */
    private final int partitions;

    final StatefulRedisConnection<String, String> connection;
    final RedisAsyncCommands<String, String> commands;
    final StatefulRedisConnection<String, String> waiting;
    /** When the last question that it has answered was sent; the ticker's nanoseconds. */
    volatile long answered;

    /** @param database its number */
    Master(
            String id,
            Server server,
            int database,
            StatefulRedisConnection<String, String> connection,
            StatefulRedisConnection<String, String> waiting) {
        this.id = id;
        this.server = server;
        // Redis has one set of channels for all its databases, and a cluster has one for all its servers.
        this.channels = "f:" + database + ":" + (id.isEmpty() ? "" : id + ":");
        this.partitions = id.isEmpty() ? Keys.PARTITIONS : 1;
        this.connection = connection;
        this.commands = connection.async();
        this.waiting = waiting;
    }

    /** On which it publishes what is of a room. */
    String channel(RoomId room) {
        return channels + Math.floorMod(room.value(), partitions);
    }

    /** On which nodes tell each other what is of no room. */
    String busChannel() {
        return channels + partitions;
    }

    /** All on which it publishes. */
    List<String> allChannels() {
        return IntStream.rangeClosed(0, partitions)
                .mapToObj(partition -> channels + partition)
                .toList();
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
     *
     * @param key that it has, for this
     */
    CompletableFuture<Following> askReplicas(int enough, String key) {
        RedisAsyncCommands<String, String> c = waiting.async();
        CompletableFuture<String> written = c.set(key, "").toCompletableFuture();
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
