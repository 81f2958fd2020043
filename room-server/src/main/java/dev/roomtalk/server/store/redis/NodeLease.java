package dev.roomtalk.server.store.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * That this node is one of those that share a database. It ends 5 s after it was renewed last; then the others may take
 * its sessions for ended, until it is renewed again. Nobody gets the number of a node twice.
 */
final class NodeLease {

    private final DatabaseKeys keys;
    private final long number;
    private volatile String fence = "0";

    /** @param nodes those whose leases hold, this one too */
    record Renewal(LeaseState state, Set<Long> nodes) {}

    private NodeLease(DatabaseKeys keys, long number) {
        this.keys = keys;
        this.number = number;
    }

    /**
     * Takes a place; waits a while for who uses the database alone.
     *
     * @param ticker nanoseconds
     * @throws IOException somebody uses the database alone, and goes on
     */
    static NodeLease take(RedisCommands<String, String> commands, DatabaseKeys keys, LongSupplier ticker)
            throws IOException {
        Object given = commands.eval(Script.NEXT.text(), ScriptOutputType.MULTI, new String[] {keys.numbers()}, "0");
        NodeLease lease = new NodeLease(keys, Reply.number(given));
        long begun = ticker.getAsLong();
        while (lease.renewal(commands.eval(
                                Script.NODES.text(), ScriptOutputType.MULTI, lease.keys(), lease.arguments("1")))
                        .state
                != LeaseState.HELD) {
            if (ticker.getAsLong() - begun > 2 * LeaseState.LASTS.toNanos()) {
                throw new IOException("an older server, or room-server move, uses this database alone; end that first");
            }
            LeaseState.pause();
        }
        return lease;
    }

    /** A key that the master has over which the place is renewed. */
    String key() {
        return keys.nodes();
    }

    /** Of this node. */
    long number() {
        return number;
    }

    /** What rooms are written under: the same for all nodes that share the database. */
    String fence() {
        return fence;
    }

    private String[] keys() {
        return new String[] {keys.nodes(), keys.lease(), keys.lastLease(), keys.format()};
    }

    private String[] arguments(String first) {
        return new String[] {Long.toString(number), Long.toString(LeaseState.LASTS.toMillis()), Keys.VERSION, first};
    }

    private Renewal renewal(Object reply) {
        List<@Nullable Object> parts = Reply.list(reply);
        LeaseState state = LeaseState.of(parts.getFirst());
        if (state == LeaseState.HELD || state == LeaseState.HELD_AGAIN) {
            fence = Reply.text(parts.get(1));
        }
        return new Renewal(state, parts.stream().skip(2).map(Reply::number).collect(Collectors.toUnmodifiableSet()));
    }

    CompletionStage<Renewal> renew(RedisAsyncCommands<String, String> commands) {
        return commands.eval(Script.NODES.text(), ScriptOutputType.MULTI, keys(), arguments("0"))
                .thenApply(this::renewal);
    }

    /** Nobody need wait for it to end. */
    void giveBack(RedisAsyncCommands<String, String> commands) {
        try {
            var _ = commands.hdel(keys.nodes(), Long.toString(number))
                    .toCompletableFuture()
                    .get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RedisException e) {
            // It ends by itself.
        }
    }
}
