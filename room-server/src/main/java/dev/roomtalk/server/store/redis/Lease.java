package dev.roomtalk.server.store.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * That this process alone uses a database, as a move does. It ends 5 s after it was renewed last. Its number grows from
 * one lease to the next and stands in each room, so that whoever had it before cannot write to a room that was written
 * under it.
 */
final class Lease {
    private final DatabaseKeys keys;
    private final String number;
    private final String version;

    private Lease(DatabaseKeys keys, String number, String version) {
        this.keys = keys;
        this.number = number;
        this.version = version;
    }

    /**
     * Takes the lease; waits until that of a process that was killed has ended, and the places of servers that were.
     *
     * @param ticker nanoseconds
     * @param version of the data that is written under it
     * @throws IOException another process renews it, or a server its place
     */
    static Lease take(RedisCommands<String, String> commands, DatabaseKeys keys, LongSupplier ticker, String version)
            throws IOException {
        Object given = commands.eval(Script.NEXT.text(), ScriptOutputType.MULTI, new String[] {keys.numbers()}, "0");
        Lease lease = new Lease(keys, Reply.text(given), version);
        long begun = ticker.getAsLong();
        long left = Long.MAX_VALUE;
        long renewed = lastRenewed(commands, keys);
        while (LeaseState.of(
                        commands.eval(Script.LEASE.text(), ScriptOutputType.MULTI, lease.keys(), lease.arguments("1")))
                != LeaseState.HELD) {
            long now = commands.pttl(keys.lease());
            if (now > left
                    || lastRenewed(commands, keys) > renewed
                    || ticker.getAsLong() - begun > 2 * LeaseState.LASTS.toNanos()) {
                throw new IOException("a server uses this database: stop it first");
            }
            left = now < 0 ? left : now;
            LeaseState.pause();
        }
        return lease;
    }

    /** When a server has renewed its place last; 0: there is none. */
    private static long lastRenewed(RedisCommands<String, String> commands, DatabaseKeys keys) {
        return commands.hvals(keys.nodes()).stream()
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
    }

    String number() {
        return number;
    }

    private String[] keys() {
        return new String[] {keys.lease(), keys.lastLease(), keys.format(), keys.nodes()};
    }

    private String[] arguments(String first) {
        return new String[] {number, Long.toString(LeaseState.LASTS.toMillis()), version, first};
    }

    CompletionStage<LeaseState> renew(RedisAsyncCommands<String, String> commands) {
        return commands.eval(Script.LEASE.text(), ScriptOutputType.MULTI, keys(), arguments("0"))
                .thenApply(LeaseState::of);
    }

    /** The next server need not wait. */
    void giveBack(RedisAsyncCommands<String, String> commands) {
        try {
            var _ = commands.eval(Script.FREE_NAME.text(), ScriptOutputType.MULTI, new String[] {keys.lease()}, number)
                    .toCompletableFuture()
                    .get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RedisException e) {
            // It ends by itself.
        }
    }
}
