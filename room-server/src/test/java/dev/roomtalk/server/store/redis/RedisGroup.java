package dev.roomtalk.server.store.redis;

import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.store.Retention;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;

/** A master with two replicas, and three sentinels that look after them. */
final class RedisGroup implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final int SENTINELS = 3;
    private static final int REPLICAS = 2;
    private static final Random IDS = new Random();

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    /** @param sentinelOptions more lines of the sentinels' configuration */
    RedisGroup(Path directory, String... sentinelOptions) {
        try {
            String[] options = {"--appendonly", "yes", "--repl-diskless-sync-delay", "0"};
            RedisServer master = RedisServer.start(directory, options);
            servers.add(master);
            for (int i = 0; i < REPLICAS; i++) {
                RedisServer replica = RedisServer.start(directory, options);
                servers.add(replica);
                replica.command("REPLICAOF 127.0.0.1 " + master.port());
            }
            await().atMost(LONG).until(() -> isComplete(master));
            List<String> lines = new ArrayList<>(List.of(
                    "sentinel monitor mymaster 127.0.0.1 " + master.port() + " 2",
                    "sentinel down-after-milliseconds mymaster 1500",
                    "sentinel failover-timeout mymaster 5000",
                    "sentinel parallel-syncs mymaster 2"));
            lines.addAll(List.of(sentinelOptions));
            for (int i = 0; i < SENTINELS; i++) {
                sentinels.add(RedisServer.startSentinel(directory, lines));
            }
            await().atMost(LONG).until(this::sentinelsKnowAll);
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    private static boolean isMaster(RedisServer server) {
        return server.command("ROLE").contains("master");
    }

    /** Whether it has both replicas, in sync. */
    private static boolean isComplete(RedisServer server) {
        return server.command("INFO replication").split("state=online", -1).length == REPLICAS + 1;
    }

    private boolean sentinelsKnowAll() {
        return sentinels.stream().allMatch(sentinel -> {
            String about = sentinel.command("INFO sentinel");
            return about.startsWith("-NOAUTH") || (about.contains("slaves=2") && about.contains("sentinels=3"));
        });
    }

    /** Those that are no master. */
    List<RedisServer> replicas() {
        RedisServer master = named();
        return servers.stream().filter(each -> each != master).toList();
    }

    List<RedisServer> sentinels() {
        return sentinels;
    }

    /** The one that most sentinels call the master. */
    RedisServer named() {
        return servers.stream()
                .filter(server -> sentinels.stream()
                                .filter(each -> each.command("SENTINEL get-master-addr-by-name mymaster")
                                        .contains("\r\n" + server.port() + "\r\n"))
                                .count()
                        > 1)
                .findFirst()
                .orElseThrow();
    }

    /** Waits until another than this is a master. */
    RedisServer awaitMasterOtherThan(RedisServer before) {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> servers.stream().anyMatch(each -> each != before && isMaster(each)));
        return servers.stream()
                .filter(each -> each != before && isMaster(each))
                .findFirst()
                .orElseThrow();
    }

    /** Starts one that was killed, as a replica of the master, and waits until both replicas are in sync. */
    void bringBack(RedisServer killed, RedisServer master) {
        killed.startAgain("--replicaof", "127.0.0.1 " + master.port());
        awaitComplete(master);
    }

    /** Waits until this is the master, has two replicas in sync, and the sentinels know it. */
    void awaitComplete(RedisServer master) {
        await().atMost(LONG).until(() -> isComplete(master) && named() == master && sentinelsKnowAll());
    }

    String address() {
        return "redis-sentinel://"
                + sentinels.stream().map(each -> "127.0.0.1:" + each.port()).collect(Collectors.joining(","))
                + "/0";
    }

    RedisSettings settings() {
        return Objects.requireNonNull(RedisSettings.parse(address()));
    }

    RedisEngine open() {
        return open(settings());
    }

    RedisEngine open(RedisSettings settings) {
        try {
            return RedisEngine.open(
                    settings,
                    false,
                    Instant::now,
                    System::nanoTime,
                    IDS::nextLong,
                    RedisServer.limits(new Retention(1_000_000, 64 << 20, 0)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        servers.forEach(RedisServer::close);
    }
}
