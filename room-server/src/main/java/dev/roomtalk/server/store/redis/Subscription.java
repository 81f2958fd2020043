package dev.roomtalk.server.store.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a master that is subscribed to all partitions, and notes when it has heard each of them last. Once it
 * has ended it is of no use any more. Any thread.
 */
final class Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    private static final long PATIENCE_SECONDS = 1;

    final Master master;
    private final StatefulRedisPubSubConnection<String, byte[]> connection;
    private final LongSupplier ticker;
    private final Consumer<Published> hears;
    private final Map<String, AtomicLong> heard;
    private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
    private volatile boolean ended;

    private Subscription(
            Master master,
            StatefulRedisPubSubConnection<String, byte[]> connection,
            List<String> channels,
            LongSupplier ticker,
            Consumer<Published> hears) {
        this.master = master;
        this.connection = connection;
        this.ticker = ticker;
        this.hears = hears;
        this.heard = channels.stream()
                .collect(Collectors.toUnmodifiableMap(channel -> channel, _ -> new AtomicLong(ticker.getAsLong())));
    }

    /**
     * Subscribes, and waits until that is done.
     *
     * @param ticker nanoseconds
     * @param hears takes what is published but heartbeats, in its order, on a thread of the connection
     * @param whenEnded is told that the connection has ended, or that a partition is not subscribed any more
     * @throws RedisException it is refused, or not answered in time
     */
    static Subscription open(
            Master master,
            StatefulRedisPubSubConnection<String, byte[]> connection,
            LongSupplier ticker,
            Consumer<Published> hears,
            Runnable whenEnded) {
        List<String> channels = master.allChannels();
        Subscription made = new Subscription(master, connection, channels, ticker, hears);
        try {
            made.subscribe(channels, whenEnded);
            return made;
        } catch (CompletionException e) {
            made.close();
            throw new RedisException(Failures.cause(e));
        }
    }

    private void subscribe(List<String> channels, Runnable whenEnded) {
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, byte[] message) {
                take(channel, message);
            }

            @Override
            public void subscribed(String channel, long count) {
                if (count == heard.size()) {
                    subscribed.complete(null);
                }
            }

            @Override
            public void unsubscribed(String channel, long count) {
                end(whenEnded);
            }
        });
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> disconnected) {
                end(whenEnded);
            }
        });
        var _ = connection.async().subscribe(channels.toArray(String[]::new)).whenComplete((_, failure) -> {
            if (failure != null) {
                subscribed.completeExceptionally(failure);
            }
        });
        subscribed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private void end(Runnable whenEnded) {
        ended = true;
        subscribed.completeExceptionally(new RedisException("the connection ended"));
        whenEnded.run();
    }

    private void take(String channel, byte[] message) {
        AtomicLong last = heard.get(channel);
        if (last == null) {
            return;
        }
        last.set(ticker.getAsLong());
        if (message.length > 0) {
            try {
                hears.accept(new Published(message));
            } catch (RuntimeException | AssertionError e) {
                LOG.error("what Redis has published is not understood", e);
                // It is read then.
                ended = true;
            }
        }
    }

    boolean hasEnded() {
        return ended;
    }

    /** When the partition was heard that has been silent longest; the ticker's nanoseconds. */
    long heard() {
        return heard.values().stream().mapToLong(AtomicLong::get).min().orElseThrow();
    }

    void close() {
        var _ = connection.closeAsync();
    }
}
