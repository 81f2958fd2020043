package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.redis.Failures.AwayException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to Redis, and the place among the nodes that lets this one write. What is about one key goes over the
 * connection to the {@linkplain Masters master} that has it, in order. Any thread may send; a thread of its own renews
 * the place twice a second. A master that does not answer within 1.5 s is how a server that fell silent is
 * noticed: then the connection ends, and with it everything that is underway.
 *
 * <p>Nothing is sent when the last renewal that was answered is older than a place lasts: the others may have taken
 * this node for ended. One that was frozen for a minute therefore writes nothing before it has its place again.
 *
 * <p>While slots of a cluster are moved, a server answers of some keys that they are elsewhere, or on their way. Such a
 * question is asked again, at the master that has them then, for a while. Where a slot is moved there
 * is no question that two servers answer in part: all keys of a script are named, and a server that does not have all
 * of them does nothing.
 *
 * <p>Over 300 lines, because what is sent and the place without which nothing is sent belong together.
 */
final class RedisLink implements AutoCloseable {
    /** What is told of a Redis that is away. */
    static final String SILENT = "its Redis does not answer";

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final Duration BEAT = Duration.ofMillis(500);
    private static final Duration UNTIL_MOVED = Duration.ofSeconds(2);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(20);

    private final Connector connector;
    private final DatabaseKeys keys;
    private final Masters masters;
    private final NodeLease lease;
    private final LongSupplier ticker;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "redis");
        made.setDaemon(true);
        return made;
    });

    /** When the last renewal of the place that was answered was sent; the ticker's nanoseconds. */
    private volatile long renewed;
    /** Why this server does not write any more, whatever Redis does; null: it does. */
    private volatile @Nullable String ended;
    /** Why Redis refused the last write; null: it did not. */
    private volatile @Nullable String refused;

    private volatile long roundTripNanos;
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
     * A link over connections that are there, with a place that was just taken over one of them.
     *
     * @param topology null: there is no cluster
     * @param ticker nanoseconds
     */
    RedisLink(
            Connector connector, @Nullable Topology topology, DatabaseKeys keys, NodeLease lease, LongSupplier ticker) {
        this.connector = connector;
        this.keys = keys;
        this.lease = lease;
        this.ticker = ticker;
        this.masters = new Masters(connector, topology, ticker, thread, new Connections());
    }

    /**
     * Begins to look after the connections.
     *
     * @param back called when there is a connection again
     * @param beating called twice a second
     * @param renewing called with each answer of Redis
     */
    void start(List<Master> connected, Runnable back, Runnable beating, Renewed renewing) {
        whenBack = back;
        whenBeating = beating;
        whenRenewed = renewing;
        long now = ticker.getAsLong();
        renewed = now;
        reachedSince = now;
        connected.forEach(master -> master.answered = now);
        masters.start(connected);
        thread.scheduleWithFixedDelay(this::beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The masters that there is a connection to, and which of them has a key. */
    Masters masters() {
        return masters;
    }

    DatabaseKeys keys() {
        return keys;
    }

    /** What rooms are written under: the same for all nodes that share the database. */
    String fence() {
        return lease.fence();
    }

    /** The number of this node. */
    long node() {
        return lease.number();
    }

    /** The ticker's nanoseconds. */
    long now() {
        return ticker.getAsLong();
    }

    /** Sends a command about a key; if there is no connection it fails at once with {@link AwayException}. */
    <T> CompletableFuture<T> send(
            String key, BiFunction<RedisAsyncCommands<String, String>, String, CompletionStage<T>> command) {
        return ask(key, master -> command.apply(master.commands, key));
    }

    /** Asks the master that has a key; if there is no connection to it, it fails at once with {@link AwayException}. */
    <T> CompletableFuture<T> ask(String key, Function<Master, CompletionStage<T>> question) {
        return ask(key, question, 0);
    }

    private <T> CompletableFuture<T> ask(String key, Function<Master, CompletionStage<T>> question, long begun) {
        CompletableFuture<T> answer = ask(masters.of(key), question);
        if (!masters.isCluster()) {
            return answer;
        }
        return answer.exceptionallyCompose(failure -> {
            if (!Failures.isElsewhere(failure)) {
                return CompletableFuture.failedFuture(failure);
            }
            long now = ticker.getAsLong();
            long since = begun == 0 ? now : begun;
            if (now - since >= UNTIL_MOVED.toNanos()) {
                return CompletableFuture.failedFuture(failure);
            }
            masters.lookSoon();
            return CompletableFuture.runAsync(
                            () -> {},
                            CompletableFuture.delayedExecutor(BETWEEN_QUESTIONS.toMillis(), TimeUnit.MILLISECONDS))
                    .thenCompose(_ -> ask(key, question, since));
        });
    }

    /** Asks a master, if there is still a connection to it. */
    <T> CompletableFuture<T> ask(@Nullable Master master, Function<Master, CompletionStage<T>> question) {
        if (master == null || ended != null || ticker.getAsLong() - renewed >= LeaseState.LASTS.toNanos()) {
            String why = ended;
            return CompletableFuture.failedFuture(new AwayException(why == null ? SILENT : why));
        }
        try {
            return question.apply(master).toCompletableFuture();
        } catch (RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Runs a script, which returns a list of texts, numbers and lists; null: it returned nothing. */
    CompletableFuture<@Nullable Object> run(Script script, String key, String... arguments) {
        return run(script, key, _ -> arguments);
    }

    /**
     * The same.
     *
     * @param arguments for the master that is asked; called for each question
     */
    CompletableFuture<@Nullable Object> run(Script script, String key, Function<Master, String[]> arguments) {
        String[] names = masters.isCluster() ? script.keys(key) : new String[] {key};
        return ask(key, master -> run(script, master, names, arguments.apply(master)));
    }

    /** Runs a script that is about no key. */
    CompletableFuture<@Nullable Object> runAt(Master at, Script script, String... arguments) {
        return ask(at, master -> run(script, master, new String[0], arguments));
    }

    private static CompletableFuture<@Nullable Object> run(
            Script script, Master master, String[] names, String[] arguments) {
        CompletableFuture<List<Object>> answer = master.commands
                .<List<Object>>evalsha(script.digest(), ScriptOutputType.MULTI, names, arguments)
                .toCompletableFuture();
        return answer.exceptionallyCompose(failure -> Failures.cause(failure) instanceof RedisNoScriptException
                        ? master.commands
                                .<List<Object>>eval(script.text(), ScriptOutputType.MULTI, names, arguments)
                                .toCompletableFuture()
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

    /** Why nothing, or not everything, can be stored at present; null: it can. */
    @Nullable
    String trouble() {
        String why = ended;
        return why != null ? why : isReached() ? masters.isComplete() ? refused : masters.trouble() : SILENT;
    }

    /** Whether there is a connection over which the place is renewed. */
    boolean isReached() {
        return ended == null && masters.of(keys.nodes()) != null;
    }

    /** Whether there has been no connection to the master that has a key for this long. */
    boolean isAway(String key, Duration longer) {
        return ended != null || masters.isAway(key, longer);
    }

    /** How long the last renewal of the place took that was answered. */
    long roundTripNanos() {
        return roundTripNanos;
    }

    private void beat() {
        try {
            Master now = masters.of(keys.nodes());
            if (now != null) {
                renew(now, ticker.getAsLong());
            }
            masters.beat(now);
            whenBeating.run();
        } catch (RuntimeException e) {
            LOG.error("looking after Redis failed", e);
        }
    }

    private void renew(Master now, long sent) {
        var _ = lease.renew(now.commands).whenComplete((renewal, failure) -> {
            if (failure == null) {
                renewed(now, renewal, sent);
            } else if (Failures.refusal(failure) != null) {
                now.answered = sent;
                wrote(failure);
            } else if (Failures.isElsewhere(failure)) {
                now.answered = sent;
                masters.lookSoon();
            }
        });
    }

    private void renewed(Master now, NodeLease.Renewal renewal, long sent) {
        now.answered = sent;
        roundTripNanos = ticker.getAsLong() - sent;
        switch (renewal.state()) {
            case HELD -> renewed = sent;
            case HELD_AGAIN -> {
                renewed = sent;
                LOG.warn("the others may have taken this server for ended, or Redis has lost what was written last");
            }
            case ANOTHERS -> end("somebody uses its Redis alone");
            case EMPTY -> end("its Redis has lost all data");
        }
        whenRenewed.renewed(renewal.nodes(), reachedSince);
    }

    /** This server writes no more until it is started again. */
    private void end(String why) {
        if (ended == null) {
            ended = why;
            LOG.error("NOT STORING: {}; restart this server", why);
        }
        var _ = masters.close();
    }

    /** What becomes of connections. */
    private final class Connections implements Masters.Listener {
        /** The place is renewed first, where that is done over this connection. */
        @Override
        public boolean mayBeUsed(Master master) {
            if (masters.isOf(keys.nodes(), master)) {
                long asked = ticker.getAsLong();
                reachedSince = asked;
                NodeLease.Renewal renewal = lease.renew(master.commands)
                        .toCompletableFuture()
                        .orTimeout(1, TimeUnit.SECONDS)
                        .join();
                renewed(master, renewal, asked);
            }
            return ended == null;
        }

        @Override
        public void isBack(Master master) {
            whenBack.run();
        }

        @Override
        public void tried() {
            whenBeating.run();
        }
    }

    /** Gives the place back, and ends the connections. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        thread.shutdownNow();
        Master now = masters.of(keys.nodes());
        if (now != null) {
            lease.giveBack(now.commands);
        }
        masters.close().completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
        connector.close();
    }
}
