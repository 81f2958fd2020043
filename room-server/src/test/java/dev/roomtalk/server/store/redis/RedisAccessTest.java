package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Speaker.append;
import static dev.roomtalk.server.store.redis.Speaker.get;
import static dev.roomtalk.server.store.redis.Speaker.room;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.server.app.Certificates;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.redis.RedisSettings.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, users and passwords, against a redis-server that asks for them. */
class RedisAccessTest {
    @TempDir
    Path directory;

    private @Nullable RedisServer redis;

    @AfterEach
    void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    private RedisServer start(String... options) {
        RedisServer started = RedisServer.start(directory, options);
        redis = started;
        return started;
    }

    private static RedisEngine open(String address, Access access) throws IOException {
        return RedisEngine.open(
                Objects.requireNonNull(RedisSettings.parse(address)).with(0, access),
                false,
                Instant::now,
                System::nanoTime,
                () -> 1,
                RedisServer.limits(new Retention(100, 1 << 20, 0)));
    }

    private static void stores(RedisEngine engine) {
        try (engine) {
            assertThat(get(append(engine, room(engine, "ops").id(), 1, 1, "text"))
                            .stored())
                    .isTrue();
        }
    }

    private Path password(String text) throws IOException {
        return Files.writeString(directory.resolve("password"), text + "\n");
    }

    @Test
    void thePasswordOfTheDefaultUserLetsIn() throws IOException {
        RedisServer asking = start("--requirepass", "secret");
        String address = "redis://127.0.0.1:" + asking.port();
        stores(open(address, new Access(null, password("secret"), null, null)));
        Access wrong = new Access(null, password("other"), null, null);
        assertThatThrownBy(() -> open(address, wrong)).hasMessageContaining("engine-password-file");
    }

    /** As the operator's guide has it. */
    @Test
    void aUserOfItsOwnLetsIn() throws IOException {
        RedisServer asking = start();
        String user = "ACL SETUSER roomtalk on >of-roomtalk ~* +@all -@dangerous +info +role +config|get ";
        assertThat(asking.command(user)).startsWith("+OK");
        String address = "redis://127.0.0.1:" + asking.port();
        Access access = new Access("roomtalk", password("of-roomtalk"), null, null);
        assertThatThrownBy(() -> open(address, access))
                .hasMessageContaining("its user may not do what is needed")
                .hasMessageContaining("channel");
        assertThat(asking.command(user + "&f:*")).startsWith("+OK");
        stores(open(address, access));
        Access wrong = new Access("nobody", password("of-roomtalk"), null, null);
        assertThatThrownBy(() -> open(address, wrong)).hasMessageContaining("engine-user");
    }

    @Test
    void tlsWithAnAuthorityOfOnesOwn() throws IOException {
        KeyPair pair = Certificates.pair("EC");
        Path certificate = Certificates.certificate(directory.resolve("redis.pem"), pair, "localhost");
        Path key = Files.writeString(directory.resolve("redis.key"), Certificates.pkcs8(pair.getPrivate()));
        Path other = Certificates.certificate(directory.resolve("other.pem"), Certificates.pair("EC"), "localhost");
        int port = RedisServer.freePort();
        start(
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-ca-cert-file",
                certificate.toString(),
                "--tls-auth-clients",
                "no");
        stores(open("rediss://localhost:" + port, new Access(null, null, certificate, null)));
        // Another authority, none that Java trusts, and a name that is not in the certificate.
        assertThatThrownBy(() -> open("rediss://localhost:" + port, new Access(null, null, other, null)))
                .hasMessageContaining("no answer");
        assertThatThrownBy(() -> open("rediss://localhost:" + port, Access.NONE))
                .hasMessageContaining("no answer");
        assertThatThrownBy(() -> open("rediss://127.0.0.1:" + port, new Access(null, null, certificate, null)))
                .hasMessageContaining("no answer");
    }
}
