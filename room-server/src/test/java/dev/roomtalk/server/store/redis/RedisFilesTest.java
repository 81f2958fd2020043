package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.SharedFile;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.app.TestTransfer;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of rooms that are kept in Redis. */
class RedisFilesTest {
    private static final byte[] CONTENT = "a report".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void anotherServerHasThemInTheDirectoryThatBothShare() throws IOException {
        try (RedisServer redis = RedisServer.start(directory)) {
            String engine = "redis://127.0.0.1:" + redis.port();
            Path shared = directory.resolve("shared");
            SharedFile sent;
            Welcome welcome;
            try (Node node =
                            TestNode.plain(directory.resolve("one"), Setting.ENGINE, engine, Setting.FILE_DIR, shared);
                    TestClient alice = TestClient.welcomed(node, "alice")) {
                welcome = alice.welcome();
                alice.create("hall");
                sent = TestTransfer.send(node, alice, "hall", CONTENT);
            }
            try (Node node =
                            TestNode.plain(directory.resolve("two"), Setting.ENGINE, engine, Setting.FILE_DIR, shared);
                    TestClient alice = new TestClient(node.port())) {
                alice.hello(Hello.newBuilder()
                        .addVersions(Protocol.VERSION)
                        .setToken(welcome.getToken())
                        .setInstance(2)
                        .build());
                alice.join("hall");
                assertThat(TestTransfer.get(node, alice, "hall", sent)).isEqualTo(CONTENT);
            }
            // Where none is shared, none are taken.
            try (Node node = TestNode.plain(directory.resolve("three"), Setting.ENGINE, engine);
                    TestClient bob = TestClient.welcomed(node, "bob")) {
                assertThat(bob.welcome().getLimits().getFileBytes()).isZero();
            }
        }
    }
}
