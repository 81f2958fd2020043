package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.SharedFile;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.app.TestTransfer;
import dev.roomtalk.server.files.S3Proxy;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.awaitility.Awaitility;
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
            // Where nothing is shared, none are taken.
            try (Node node = TestNode.plain(directory.resolve("three"), Setting.ENGINE, engine);
                    TestClient bob = TestClient.welcomed(node, "bob")) {
                assertThat(bob.welcome().getLimits().getFileBytes()).isZero();
            }
        }
    }

    private Node node(String name, RedisServer redis, S3Proxy bucket) throws IOException {
        return TestNode.plain(
                directory.resolve(name),
                Setting.ENGINE,
                "redis://127.0.0.1:" + redis.port(),
                Setting.FILE_BUCKET,
                "files",
                Setting.FILE_ENDPOINT,
                bucket.endpoint(),
                Setting.FILE_CREDENTIALS_FILE,
                bucket.credentials());
    }

    @Test
    void oneNodeTakesAFileIntoTheBucketAndAnotherGoesOnWithItAndGivesIt() throws IOException {
        byte[] content = new byte[5_000_000];
        new Random(1).nextBytes(content);
        ByteString key = ByteString.copyFrom(new byte[32]);
        try (RedisServer redis = RedisServer.start(directory);
                S3Proxy bucket = S3Proxy.start(directory.resolve("s3"))) {
            bucket.make("files");
            try (Node one = node("one", redis, bucket);
                    Node two = node("two", redis, bucket);
                    TestClient alice = TestClient.welcomed(one, "alice");
                    TestClient bob = TestClient.welcomed(two, "bob")) {
                alice.create("hall");
                bob.join("hall");
                assertThat(TestTransfer.get(two, bob, "hall", TestTransfer.send(one, alice, "hall", CONTENT)))
                        .isEqualTo(CONTENT);

                try (TestClient _ = TestTransfer.begin(one, alice, "hall", content, key, 3_000_000)) {
                    Awaitility.await().until(() -> bucket.hasObject("files", 2 << 20));
                }
                try (TestClient again = new TestClient(two.port())) {
                    again.hello(Hello.newBuilder()
                            .addVersions(Protocol.VERSION)
                            .setToken(alice.welcome().getToken())
                            .setInstance(2)
                            .build());
                    again.join("hall");
                    TestTransfer.Sent sent = TestTransfer.goOn(two, again, "hall", content, key);
                    assertThat(sent.from()).isEqualTo(2 << 20);
                    assertThat(TestTransfer.get(two, bob, "hall", sent.file())).isEqualTo(content);
                }
            }
        }
    }
}
