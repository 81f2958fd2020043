package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.redis.Failures.AwayException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to Redis, over which everything goes in order, and the place among the nodes that lets this one write.
 * Any thread may send; a thread of its own renews the place twice a second. A renewal that is not answered within 1.5 s
 * is how a server that fell silent is noticed: then the connection ends, and with it everything that is underway, and a
 * new one is looked for ten times a second. It ends also when most sentinels name another master.
 *
 * <p>Nothing is sent when the last renewal that was answered is older than a place lasts: the others may have taken
 * this node for ended. One that was frozen for a minute therefore writes nothing before it has its place again.
 *
 * <p>Over 300 lines, because the connection and the place that is renewed over it begin and end together.
 */
final class RedisLink implements AutoCloseable {
    /** What is told of a Redis that is away. */
    static final String SILENT = "its Redis does not answer";

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final Duration BEAT = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofMillis(1_500);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

    private final Connector connector;
    private final NodeLease lease;
    private final LongSupplier ticker;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "redis");
        made.setDaemon(true);
        return made;
    });

    private volatile @Nullable Master live;
    /** Why this server does not write any more, whatever Redis does; null: it does. */
    private volatile @Nullable String ended;
    /** Why Redis refused the last write; null: it did not. */
    private volatile @Nullable String refused;

    private volatile long awaySince;
    private volatile long roundTripNanos;
    private final AtomicInteger reconnections = new AtomicInteger();
    private Runnable whenBack = () -> {};
    private Runnable whenBeating = () -> {};
    private Renewed whenRenewed = (nodes, since) -> {};
    /** Since when Redis has answered without a break. */
    private volatile long reachedSince;

    private boolean closed;

    /** Is told that the place was renewed. */
    @FunctionalInterface
    interface Renewed {
        /** @param reachedSince since when Redis has answered without a break; the ticker's nanoseconds */
        void renewed(Set<Long> nodes, long reachedSince);
    }

    /**
     * A link over a connection that is there, with a place that was taken over it.
     *
     * @param ticker nanoseconds
     */
    RedisLink(Connector connector, Master master, NodeLease lease, LongSupplier ticker) {
        this.connector = connector;
        this.lease = lease;
        this.ticker = ticker;
        this.live = master;
        this.reachedSince = ticker.getAsLong();
    }

    /**
     * Begins to look after the connection.
     *
     * @param back called when there is a connection again, before anybody else can use it
     * @param beating called twice a second
     * @param renewed called with each answer of Redis
     */
    void start(Runnable back, Runnable beating, Renewed renewed) {
        whenBack = back;
        whenBeating = beating;
        whenRenewed = renewed;
        Master now = live;
        if (now != null) {
            watch(now);
        }
        thread.scheduleWithFixedDelay(this::beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The master that there is a connection to; null: there is none. */
    @Nullable
    Master master() {
        return live;
    }

    /** What rooms are written under: the same for all nodes that share the database. */
    String fence() {
        return lease.fence();
    }

    /** The number of this node. */
    long node() {
        return lease.number();
    }

    /** Sends a command; if there is no connection it fails at once with {@link AwayException}. */
    <T> CompletableFuture<T> send(Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command) {
        return ask(master -> command.apply(master.commands));
    }

    /** How many replicas have all that was answered before; asks for so many, and waits for a while. */
    CompletableFuture<Master.Following> askReplicas(int enough) {
        return ask(master -> master.askReplicas(enough));
    }

    /** Whether the sentinels, if there are any, see no other master coming. */
    CompletableFuture<Boolean> isConfirmed() {
        return ask(master -> connector.isConfirmed(master.server));
    }

    private <T> CompletableFuture<T> ask(Function<Master, CompletionStage<T>> question) {
        Master now = live;
        if (now == null || ticker.getAsLong() - now.renewed >= LeaseState.LASTS.toNanos()) {
            String why = ended;
            return CompletableFuture.failedFuture(new AwayException(why == null ? SILENT : why));
        }
        try {
            return question.apply(now).toCompletableFuture();
        } catch (RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Runs a script, which returns a list of texts, numbers and lists; null: it returned nothing. */
    CompletableFuture<@Nullable Object> run(Script script, String key, String... arguments) {
        String[] keys = {key};
        CompletableFuture<List<Object>> answer =
                send(c -> c.<List<Object>>evalsha(script.digest(), ScriptOutputType.MULTI, keys, arguments));
        return answer.exceptionallyCompose(failure -> Failures.cause(failure) instanceof RedisNoScriptException
                        ? send(c -> c.<List<Object>>eval(script.text(), ScriptOutputType.MULTI, keys, arguments))
                        : CompletableFuture.failedFuture(failure))
                .thenApply(list -> list.isEmpty() ? null : list);
    }

    /** Notes how a write went: what Redis refuses for want of room is told to people. */
    void wrote(@Nullable Throwable failure) {
        String why = failure == null ? null : Failures.refusal(failure);
        if ((failure == null && refused != null) || why != null) {
            if (why != null && refused == null) {
                LOG.error("NOT STORING: {}", why);
            } else if (why == null && refused != null) {
                LOG.info("storing again");
            }
            refused = why;
        }
    }

    /** Why nothing can be stored at present; null: it can. */
    @Nullable
    String trouble() {
        String why = ended;
        return why != null ? why : live == null ? SILENT : refused;
    }

    /** Whether there has been no connection for this long. */
    boolean isAway(Duration longer) {
        return ended != null || (live == null && ticker.getAsLong() - awaySince >= longer.toNanos());
    }

    /** How long the last renewal of the place took that was answered. */
    long roundTripNanos() {
        return roundTripNanos;
    }

    /** How often it has connected anew. */
    int reconnections() {
        return reconnections.get();
    }

    private void beat() {
        Master now = live;
        try {
            if (now != null) {
                renew(now, ticker.getAsLong());
                leaveIfReplaced(now);
            }
            whenBeating.run();
        } catch (RuntimeException e) {
            LOG.error("looking after Redis failed", e);
        }
    }

    /** A master that was replaced takes messages until it learns of it, and forgets them then. */
    private void leaveIfReplaced(Master now) {
        var _ = connector
                .isReplaced(now.server)
                .thenAcceptAsync(
                        replaced -> {
                            if (replaced) {
                                isLost(now, "there is another master");
                            }
                        },
                        thread);
    }

    private void renew(Master now, long sent) {
        if (sent - now.answered >= SILENCE.toNanos() || !now.isOpen()) {
            isLost(now, now.isOpen() ? "it fell silent" : "the connection ended");
            return;
        }
        var _ = lease.renew(now.commands).whenComplete((renewal, failure) -> {
            if (failure == null) {
                renewed(now, renewal, sent);
            } else if (Failures.refusal(failure) != null) {
                now.answered = sent;
                wrote(failure);
            }
        });
    }

    private void renewed(Master now, NodeLease.Renewal renewal, long sent) {
        now.answered = sent;
        roundTripNanos = ticker.getAsLong() - sent;
        switch (renewal.state()) {
            case HELD -> now.renewed = sent;
            case HELD_AGAIN -> {
                now.renewed = sent;
                LOG.warn("the others may have taken this server for ended, or Redis has lost what was written last");
            }
            case ANOTHERS -> end("somebody uses its Redis alone", now);
            case EMPTY -> end("its Redis has lost all data", now);
        }
        whenRenewed.renewed(renewal.nodes(), reachedSince);
    }

    /** This server writes no more until it is started again. */
    private void end(String why, Master now) {
        if (ended == null) {
            ended = why;
            LOG.error("NOT STORING: {}; restart this server", why);
        }
        live = null;
        var _ = now.close();
    }

    /** Notices at once that a connection has ended. */
    private void watch(Master watched) {
        watched.whenEnded(() -> later(() -> isLost(watched, "the connection ended"), Duration.ZERO));
    }

    private void later(Runnable task, Duration delay) {
        try {
            thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // It is closed.
        }
    }

    private void isLost(Master lost, String why) {
        if (live != lost) {
            return;
        }
        awaySince = ticker.getAsLong();
        live = null;
        var _ = lost.close();
        LOG.error("NOT STORING: {} ({})", SILENT, why);
        later(this::connectAgain, BETWEEN_ATTEMPTS);
    }

    private void connectAgain() {
        if (ended != null || live != null) {
            return;
        }
        Master again = null;
        try {
            again = connector.connect();
            long asked = ticker.getAsLong();
            again.isRenewed(asked);
            reachedSince = asked;
            NodeLease.Renewal renewal = lease.renew(again.commands)
                    .toCompletableFuture()
                    .orTimeout(1, TimeUnit.SECONDS)
                    .join();
            renewed(again, renewal, asked);
            if (ended == null) {
                live = again;
                reconnections.incrementAndGet();
                watch(again);
                LOG.info("storing again");
                whenBack.run();
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("no connection to Redis: {}", e.getMessage());
            if (again != null) {
                var _ = again.close();
            }
            later(this::connectAgain, BETWEEN_ATTEMPTS);
        } finally {
            whenBeating.run();
        }
    }

    /** Gives the place back, and ends the connection. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        thread.shutdownNow();
        Master now = live;
        live = null;
        if (now != null) {
            lease.giveBack(now.commands);
            now.close().completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
        }
        connector.close();
    }
}
