package dev.roomtalk.server.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Makes connections to Redis, each with the scripts loaded. It waits for answers, so no loop may call it. */
final class Connector implements AutoCloseable {
    /** A server that does not answer the first commands within this is not there. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final RedisSettings settings;
    private final RedisClient client = RedisClient.create();

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
        Path authority = settings.authority();
        if (settings.tls() && authority != null) {
            options.sslOptions(SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(authority.toFile())
                    .build());
        }
        client.setOptions(options.build());
    }

    /**
     * A connection to the master that is there.
     *
     * @throws RedisException there is none, or it does not let this server in
     * @throws IOException the password cannot be read
     */
    StatefulRedisConnection<String, String> connect() throws IOException {
        StatefulRedisConnection<String, String> connection = client.connect(uri());
        try {
            RedisCommands<String, String> commands = connection.sync();
            List<Object> role = commands.role();
            if (!"master".equals(role.getFirst())) {
                throw new RedisException("it is a replica");
            }
            for (Script script : Script.values()) {
                commands.scriptLoad(script.text());
            }
            return connection;
        } catch (RuntimeException e) {
            connection.closeAsync();
            throw e;
        }
    }

    private RedisURI uri() throws IOException {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(settings.host())
                .withPort(settings.port())
                .withDatabase(settings.database())
                .withTimeout(PATIENCE)
                .withClientName("room-server")
                .withSsl(settings.tls());
        if (settings.tls()) {
            uri.withVerifyPeer(SslVerifyMode.FULL);
        }
        // Read anew for each connection: it may have been changed.
        String password = password();
        String user = settings.user();
        if (user != null) {
            uri.withAuthentication(user, password.toCharArray());
        } else if (!password.isEmpty()) {
            uri.withPassword(password.toCharArray());
        }
        return uri.build();
    }

    private String password() throws IOException {
        Path file = settings.passwordFile();
        return file == null
                ? ""
                : Files.readString(file, StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
