package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.redis.RedisSettings.Server;
import dev.roomtalk.server.store.redis.Topology.Owner;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes connections to the master, with the scripts loaded; where there are sentinels they say which server that
 * is. It waits for answers, so no loop may call it.
 */
final class Connector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

    /** A server that does not answer the first commands within this is not there. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int MORE_ATTEMPTS = 3;

    private final RedisSettings settings;
    private final RedisClient client = RedisClient.create();
    private final @Nullable Sentinels sentinels;

    Connector(RedisSettings settings) {
        this.settings = settings;
        ClientOptions.Builder options = ClientOptions.builder()
                // It would send again what was underway, without asking.
                .autoReconnect(false)
                // A connection that falls silent is ended, and with it what is underway.
                .timeoutOptions(TimeoutOptions.create())
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(PATIENCE)
                        .tcpNoDelay(true)
                        .keepAlive(true)
                        .build());
        Path authority = settings.access().authority();
        if (settings.tls() && authority != null) {
            options.sslOptions(SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(authority.toFile())
                    .build());
        }
        client.setOptions(options.build());
        String name = settings.sentinelMaster();
        sentinels = name == null ? null : new Sentinels(client, settings.servers(), name, this::sentinelUri);
    }

    /**
     * A connection to the master that is there.
     *
     * @throws RedisException there is none, or it does not let this server in
     * @throws IOException the password cannot be read, or no sentinel knows a master; in a sentence for the person
     */
    Master connect() throws IOException {
        return connect(Masters.ONLY, master());
    }

    /**
     * A connection to a master of the cluster.
     *
     * @throws RedisException it is not there, or no master any more, or it does not let this server in
     * @throws IOException the password cannot be read; in a sentence for the person
     */
    Master connect(Owner owner) throws IOException {
        return connect(owner.id(), owner.server());
    }

    private Master connect(String id, Server server) throws IOException {
        RedisURI uri = uri(server);
        StatefulRedisConnection<String, String> connection = client.connect(uri);
        try {
            RedisCommands<String, String> commands = connection.sync();
            if (!"master".equals(commands.role().getFirst())) {
                throw new RedisException("it is a replica");
            }
            if (!id.isEmpty() && !id.equals(commands.clusterMyId())) {
                throw new RedisException("it is another server of the cluster");
            }
            Future<?>[] loads = Arrays.stream(Script.values())
                    .map(script -> connection.async().scriptLoad(script.text()))
                    .toArray(Future[]::new);
            if (!LettuceFutures.awaitAll(PATIENCE, loads)) {
                throw new RedisException("it does not take scripts in time");
            }
            return new Master(id, server, settings.database(), connection, client.connect(uri));
        } catch (RuntimeException e) {
            connection.closeAsync();
            throw e;
        }
    }

    /**
     * Which masters the cluster has.
     *
     * @return null: it is no cluster
     * @throws RedisException none of the servers that the settings name answers, or not all slots have a master
     * @throws IOException the password cannot be read
     */
    @Nullable
    Topology topology() throws IOException {
        if (!settings.cluster()) {
            return null;
        }
        Topology topology = new Topology(settings.servers());
        RedisException failure = askAny(topology);
        if (failure != null) {
            throw failure;
        }
        if (!topology.isWhole()) {
            throw new RedisException("some slots of the cluster have no master");
        }
        return topology;
    }

    /**
     * Connections to the masters of the cluster that answer.
     *
     * @return first of all to the one that has a key
     * @throws RedisException that one does not answer
     * @throws IOException the password cannot be read
     */
    List<Master> connectAll(Topology topology, String key) throws IOException {
        Owner first = Objects.requireNonNull(topology.owner(key));
        List<Master> all = new ArrayList<>();
        all.add(connect(first));
        for (Owner owner : topology.owners().values()) {
            if (!owner.id().equals(first.id())) {
                try {
                    all.add(connect(owner));
                } catch (RedisException e) {
                    LOG.warn("{} does not answer: {}", owner.server(), ServerCheck.rootMessage(e));
                }
            }
        }
        return all;
    }

    /** Asks one server after the other until one says which masters the cluster has. Returns why none does, or null. */
    @Nullable
    RedisException askAny(Topology topology) {
        Set<Server> all = new LinkedHashSet<>(topology.servers());
        all.addAll(settings.servers());
        RedisException failure = null;
        for (Server server : all) {
            try (StatefulRedisConnection<String, String> connection = client.connect(uri(server))) {
                topology.learn(connection.sync().clusterNodes(), server);
                return null;
            } catch (RedisException e) {
                failure = e;
            } catch (IOException e) {
                failure = new RedisException(e);
            }
        }
        return failure;
    }

    /** A connection of its own to a master, for a subscription. */
    StatefulRedisPubSubConnection<String, byte[]> connectToHear(Master master) throws IOException {
        return client.connectPubSub(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), uri(master.server));
    }

    /** How many replicas a master has, by what it answers to ROLE. */
    static int replicas(List<Object> role) {
        return role.size() > 2 && role.get(2) instanceof List<?> replicas ? replicas.size() : 0;
    }

    private Server master() throws IOException {
        if (sentinels == null) {
            return settings.servers().getFirst();
        }
        Sentinels.Answer answer = sentinels.ask().join();
        // The very first connection takes longer on a busy machine.
        for (int again = 0; again < MORE_ATTEMPTS && answer.master() == null && answer.failure() != null; again++) {
            answer = sentinels.ask().join();
        }
        Server named = answer.master();
        if (named != null) {
            return named;
        }
        String why = String.valueOf(ServerCheck.rootMessage(answer.failure()));
        if (why.contains("NOAUTH") || why.contains("WRONGPASS")) {
            throw new IOException(
                    "its sentinels want a password, or another one; name the file that has it with engine-sentinel-password-file");
        }
        throw new IOException(
                answer.failure() == null
                        ? "its sentinels know no master '" + settings.sentinelMaster() + "'"
                        : "none of its sentinels answers (" + why + ")");
    }

    /** Whether another server has become the master, as most sentinels say. */
    CompletableFuture<Boolean> isReplaced(Server master) {
        return sentinels == null ? CompletableFuture.completedFuture(false) : sentinels.nameAnother(master);
    }

    /** Whether no other server is being made the master, as most sentinels say. */
    CompletableFuture<Boolean> isConfirmed(Server master) {
        return sentinels == null ? CompletableFuture.completedFuture(true) : sentinels.standBy(master);
    }

    private RedisURI.Builder anyUri(Server server) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(server.host())
                .withPort(server.port())
                .withTimeout(PATIENCE)
                .withClientName("room-server")
                .withSsl(settings.tls());
        if (settings.tls()) {
            uri.withVerifyPeer(SslVerifyMode.FULL);
        }
        return uri;
    }

    private RedisURI uri(Server server) throws IOException {
        RedisURI.Builder uri = anyUri(server).withDatabase(settings.database());
        String password = password(settings.access().passwordFile());
        String user = settings.access().user();
        if (user != null) {
            uri.withAuthentication(user, password.toCharArray());
        } else if (!password.isEmpty()) {
            uri.withPassword(password.toCharArray());
        }
        return uri.build();
    }

    private RedisURI sentinelUri(Server server) {
        RedisURI.Builder uri = anyUri(server);
        try {
            String password = password(settings.access().sentinelPasswordFile());
            return password.isEmpty()
                    ? uri.build()
                    : uri.withPassword(password.toCharArray()).build();
        } catch (IOException e) {
            throw new RedisException(e);
        }
    }

    /** It is read anew for each connection: it may have been changed. */
    private static String password(@Nullable Path file) throws IOException {
        return file == null
                ? ""
                : Files.readString(file, StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
