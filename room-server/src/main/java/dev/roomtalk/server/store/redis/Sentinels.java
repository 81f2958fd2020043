package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.redis.RedisSettings.Server;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.lettuce.core.sentinel.api.async.RedisSentinelAsyncCommands;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all sentinels at once which server is the master, over a connection to each that is kept. One that does not
 * answer in time is not waited for. Any thread.
 */
final class Sentinels {
    private static final Logger LOG = LoggerFactory.getLogger(Sentinels.class);
    private static final long PATIENCE_MILLIS = 500;

    private final List<Sentinel> sentinels;
    private final String name;

    /**
     * @param name by which they know the master
     * @param uri how to connect to each
     */
    Sentinels(RedisClient client, List<Server> servers, String name, Function<Server, RedisURI> uri) {
        this.name = name;
        this.sentinels = servers.stream()
                .map(server -> new Sentinel(client, server, uri))
                .toList();
    }

    /**
     * Which servers the sentinels call the master.
     *
     * @param votes how many of them name it
     * @param failure why a sentinel did not answer; null: all did
     */
    record Answer(Map<Server, Integer> votes, @Nullable Throwable failure) {
        /** The server that most of those that answered call the master; null: none of them knows one. */
        @Nullable
        Server master() {
            return votes.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse(null);
        }
    }

    CompletableFuture<Answer> ask() {
        return askAll(c -> c.getMasterAddrByName(name)).thenApply(answers -> {
            Map<Server, Integer> votes = new HashMap<>();
            Throwable failure = null;
            for (CompletableFuture<@Nullable SocketAddress> each : answers) {
                if (each.isCompletedExceptionally()) {
                    failure = each.exceptionNow();
                } else if (each.resultNow() instanceof InetSocketAddress address) {
                    votes.merge(new Server(address.getHostString(), address.getPort()), 1, Integer::sum);
                }
            }
            return new Answer(votes, failure);
        });
    }

    /** Whether more than half of all sentinels say that another server is the master now. */
    CompletableFuture<Boolean> nameAnother(Server than) {
        return ask().thenApply(answer -> isMost(answer.votes.entrySet().stream()
                .filter(vote -> !vote.getKey().equals(than))
                .mapToInt(Map.Entry::getValue)
                .sum()));
    }

    /**
     * Whether more than half of all sentinels say that this server is the master, and none of them is just about to
     * make another one the master.
     */
    CompletableFuture<Boolean> standBy(Server master) {
        return askAll(c -> c.master(name)).thenApply(answers -> {
            int same = 0;
            for (CompletableFuture<@Nullable Map<String, String>> each : answers) {
                Map<String, String> known = each.isCompletedExceptionally() ? null : each.resultNow();
                if (known != null) {
                    if (known.getOrDefault("flags", "").contains("failover_in_progress")) {
                        return false;
                    }
                    same += String.valueOf(master.port()).equals(known.get("port"))
                                    && master.host().equals(known.get("ip"))
                            ? 1
                            : 0;
                }
            }
            return isMost(same);
        });
    }

    private boolean isMost(int some) {
        return some > sentinels.size() / 2;
    }

    /** All answers, or failures: they are there. */
    private <T> CompletableFuture<List<CompletableFuture<@Nullable T>>> askAll(
            Function<RedisSentinelAsyncCommands<String, String>, ? extends CompletionStage<T>> question) {
        List<CompletableFuture<@Nullable T>> asked =
                sentinels.stream().map(each -> each.ask(question)).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).handle((_, _) -> asked);
    }

    /** One sentinel, and the connection to it. */
    private static final class Sentinel {
        private final RedisClient client;
        private final Server server;
        private final Function<Server, RedisURI> uri;
        /** It did not answer the last question. */
        private boolean silent;

        private @Nullable Attempt latest;

        /** To connect, whatever has become of it. Told apart by identity. */
        private static final class Attempt {
            final CompletableFuture<StatefulRedisSentinelConnection<String, String>> connection;

            Attempt(CompletableFuture<StatefulRedisSentinelConnection<String, String>> connection) {
                this.connection = connection;
            }
        }

        Sentinel(RedisClient client, Server server, Function<Server, RedisURI> uri) {
            this.client = client;
            this.server = server;
            this.uri = uri;
        }

        <T> CompletableFuture<@Nullable T> ask(
                Function<RedisSentinelAsyncCommands<String, String>, ? extends CompletionStage<T>> question) {
            Attempt attempt = attempt();
            return attempt.connection
                    .<@Nullable T>thenCompose(made -> question.apply(made.async()))
                    .orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .whenComplete((_, failure) -> {
                        note(failure);
                        if (failure != null) {
                            drop(attempt);
                        }
                    });
        }

        private synchronized void note(@Nullable Throwable failure) {
            if (failure != null && !silent) {
                LOG.warn("the sentinel {} does not answer: {}", server, ServerCheck.rootMessage(failure));
            } else if (failure == null && silent) {
                LOG.info("the sentinel {} answers again", server);
            }
            silent = failure != null;
        }

        private synchronized Attempt attempt() {
            Attempt current = latest;
            if (current == null) {
                current = new Attempt(connect());
                latest = current;
            }
            return current;
        }

        private CompletableFuture<StatefulRedisSentinelConnection<String, String>> connect() {
            try {
                return client.connectSentinelAsync(StringCodec.UTF8, uri.apply(server));
            } catch (RedisException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        /** It is connected anew when it is asked again. */
        private synchronized void drop(Attempt failed) {
            if (latest == failed) {
                latest = null;
            }
            var _ = failed.connection.thenCompose(StatefulRedisSentinelConnection::closeAsync);
        }
    }
}
