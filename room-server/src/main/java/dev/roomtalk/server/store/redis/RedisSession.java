package dev.roomtalk.server.store.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads or writes a database as a whole, which no server uses meanwhile: over one connection, and when that ends it
 * fails. Errors are in a sentence for the person. One thread.
 */
final class RedisSession implements AutoCloseable {
    private static final int MOST_UNDERWAY = 1_000;
    private static final long LONGEST_SECONDS = 30;

    private final RedisSettings settings;
    private final Connector connector;
    private final RedisAsyncCommands<String, String> commands;
    private final Lease lease;
    private final ScheduledExecutorService renewing = Executors.newSingleThreadScheduledExecutor();
    private volatile boolean lost;
    private final Deque<CompletableFuture<?>> underway = new ArrayDeque<>();

    private RedisSession(RedisSettings settings, Connector connector, Master master, Lease lease) {
        this.settings = settings;
        this.connector = connector;
        this.commands = master.commands;
        this.lease = lease;
        long between = LeaseState.LASTS.toMillis() / 5;
        renewing.scheduleWithFixedDelay(this::renew, between, between, TimeUnit.MILLISECONDS);
    }

    private void renew() {
        var _ = lease.renew(commands).whenComplete((state, failure) -> lost |= state != LeaseState.HELD);
    }

    /**
     * Opens a database that is read, or one that is filled: it has to be empty, or what an earlier attempt has left,
     * which is removed.
     */
    static RedisSession open(RedisSettings settings, LongSupplier ticker, boolean fills) throws IOException {
        if (settings.cluster()) {
            throw new IOException(settings + ": room-server move knows no clusters; move from or into one Redis");
        }
        DatabaseKeys keys = DatabaseKeys.of(settings);
        Connector connector = new Connector(settings);
        try {
            Master master = connector.connect();
            RedisCommands<String, String> sync = master.connection.sync();
            ServerCheck check = new ServerCheck(settings, sync, false);
            Lease lease;
            if (fills) {
                check.runOfEmpty();
                Lease.take(sync, keys, ticker, Keys.UNFINISHED);
                sync.flushdb();
                lease = Lease.take(sync, keys, ticker, Keys.UNFINISHED);
            } else {
                check.run();
                if (sync.get(keys.format()) == null) {
                    throw new IOException("it is empty");
                }
                Upgrade.run(sync, keys);
                lease = Lease.take(sync, keys, ticker, Keys.VERSION);
            }
            return new RedisSession(settings, connector, master, lease);
        } catch (RedisException e) {
            connector.close();
            throw new IOException(settings + ": " + ServerCheck.sentence(e), e);
        } catch (IOException e) {
            connector.close();
            throw new IOException(settings + ": " + e.getMessage(), e);
        }
    }

    /** Asks, and waits for the answer. */
    <T extends @Nullable Object> T ask(
            Function<RedisAsyncCommands<String, String>, ? extends CompletionStage<T>> question) throws IOException {
        return await(asked(question));
    }

    /** Asks; the answer is to be {@linkplain #await awaited}. */
    <T extends @Nullable Object> CompletableFuture<T> asked(
            Function<RedisAsyncCommands<String, String>, ? extends CompletionStage<T>> question) {
        try {
            return question.apply(commands).toCompletableFuture();
        } catch (RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Writes; that it is done shows later, by {@link #await()} at the latest. */
    void write(Function<RedisAsyncCommands<String, String>, ? extends CompletionStage<?>> change) throws IOException {
        try {
            underway.addLast(change.apply(commands).toCompletableFuture());
        } catch (RedisException e) {
            throw failed(e);
        }
        while (underway.size() > MOST_UNDERWAY) {
            await(underway.removeFirst());
        }
    }

    /** Waits until all is written. */
    void await() throws IOException {
        while (!underway.isEmpty()) {
            await(underway.removeFirst());
        }
    }

    <T extends @Nullable Object> T await(CompletableFuture<T> answer) throws IOException {
        if (lost) {
            throw failed(new IOException("the lease is lost"));
        }
        try {
            return answer.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw failed(e);
        }
    }

    private IOException failed(Exception failure) {
        String refusal = Failures.refusal(failure);
        return new IOException(
                settings + ": "
                        + (refusal == null ? "it does not answer any longer" : refusal)
                        + "; nothing has been changed where everything comes from, and the move can be begun again",
                failure);
    }

    /** Gives the lease back. */
    @Override
    public void close() {
        renewing.shutdownNow();
        lease.giveBack(commands);
        connector.close();
    }
}
