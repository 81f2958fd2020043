package dev.roomtalk.server.store.redis;

import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.store.Retention;
import io.lettuce.core.MigrateArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A cluster of three masters, each with so many replicas, which have a third of the slots each. */
final class RedisCluster implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MASTERS = 3;
    private static final long MIGRATE_MILLIS = 5_000;
    private static final int TOGETHER = 100;

    private final RedisClient client = RedisClient.create();
    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> masters = new ArrayList<>();

    RedisCluster(Path directory, int replicasOfEach) {
        try {
            for (int i = 0; i < MASTERS * (1 + replicasOfEach); i++) {
                servers.add(start(directory));
            }
            masters.addAll(servers.subList(0, MASTERS));
            for (int i = 0; i < MASTERS; i++) {
                int first = i * SlotHash.SLOT_COUNT / MASTERS;
                int last = (i + 1) * SlotHash.SLOT_COUNT / MASTERS - 1;
                masters.get(i).command("CLUSTER ADDSLOTSRANGE " + first + " " + last);
            }
            for (int i = 0; i < servers.size(); i++) {
                servers.get(i).command("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
                if (i > 0) {
                    RedisServer first = servers.getFirst();
                    servers.get(i).command("CLUSTER MEET 127.0.0.1 " + first.port() + " " + first.busPort());
                }
            }
            awaitAll("cluster_known_nodes:" + servers.size());
            for (int i = MASTERS; i < servers.size(); i++) {
                RedisServer replica = servers.get(i);
                String master = id(masters.get(i % MASTERS));
                await().atMost(LONG)
                        .until(() ->
                                replica.command("CLUSTER REPLICATE " + master).startsWith("+OK"));
            }
            awaitAll("cluster_state:ok");
            for (RedisServer master : masters) {
                await().atMost(LONG)
                        .until(() -> master.command("INFO replication").split("state=online", -1).length
                                == replicasOfEach + 1);
            }
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    private static RedisServer start(Path directory) {
        return RedisServer.start(
                directory,
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                Integer.toString(RedisServer.freePort()),
                "--cluster-node-timeout",
                "1500",
                "--cluster-require-full-coverage",
                "no",
                "--repl-diskless-sync-delay",
                "0");
    }

    private void awaitAll(String line) {
        servers.forEach(server ->
                await().atMost(LONG).until(() -> server.command("CLUSTER INFO").contains(line)));
    }

    private static String id(RedisServer server) {
        return server.command("CLUSTER MYID").lines().skip(1).findFirst().orElseThrow();
    }

    List<RedisServer> masters() {
        return masters;
    }

    /** The master that has a key. */
    RedisServer of(String key) {
        return masters.stream()
                .filter(master -> master.command("GET " + key).startsWith("$")
                        || master.command("GET " + key).startsWith("-WRONGTYPE"))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until a server that was a replica is a master. */
    RedisServer awaitOtherMaster() {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> servers.stream().anyMatch(this::isNew));
        return servers.stream().filter(this::isNew).findFirst().orElseThrow();
    }

    private boolean isNew(RedisServer server) {
        return !masters.contains(server) && server.command("ROLE").contains("master");
    }

    /** Moves the slot of a key, with its keys, as {@code redis-cli --cluster reshard} does. */
    void move(String key, RedisServer from, RedisServer to) {
        int slot = SlotHash.getSlot(key);
        RedisCommands<String, String> source = commands(from);
        RedisCommands<String, String> target = commands(to);
        target.clusterSetSlotImporting(slot, id(from));
        source.clusterSetSlotMigrating(slot, id(to));
        List<String> keys = source.clusterGetKeysInSlot(slot, TOGETHER);
        while (!keys.isEmpty()) {
            // One by one: for a while some are here, and some are there.
            source.migrate("127.0.0.1", to.port(), 0, MIGRATE_MILLIS, MigrateArgs.Builder.key(keys.getFirst()));
            keys = source.clusterGetKeysInSlot(slot, TOGETHER);
        }
        target.clusterSetSlotNode(slot, id(to));
        source.clusterSetSlotNode(slot, id(to));
    }

    private RedisCommands<String, String> commands(RedisServer server) {
        return client.connect(RedisURI.create("127.0.0.1", server.port())).sync();
    }

    RedisSettings settings() {
        String addresses =
                masters.stream().map(each -> "127.0.0.1:" + each.port()).collect(Collectors.joining(","));
        return Objects.requireNonNull(RedisSettings.parse("redis-cluster://" + addresses));
    }

    /** Removes everything. */
    void empty() {
        masters.forEach(master -> master.command("FLUSHALL"));
    }

    static Retention retention() {
        return new Retention(1_000_000, 64 << 20, 0);
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        servers.forEach(RedisServer::close);
    }
}
