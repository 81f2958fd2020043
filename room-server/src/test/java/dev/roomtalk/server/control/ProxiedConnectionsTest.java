package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.RelayAddress;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that come by a load balancer, which names them in a header. */
class ProxiedConnectionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LOCAL = "0d0a0d0a000d0a515549540a20000000";

    @TempDir
    Path dataDir;

    @Test
    void limitsAndBansAreThoseOfTheClientThatTheHeaderNames() throws Exception {
        try (Node node = TestNode.plain(
                        dataDir, Setting.TRUSTED_PROXIES, "127.0.0.1", Setting.MAX_CONNECTIONS_PER_ADDRESS, "1");
                TestClient alice = proxied(node, "cb007107");
                TestClient second = proxied(node, "cb007107");
                TestClient bob = proxied(node, "cb007108")) {
            assertThat(hello(alice, "alice").hasWelcome()).isTrue();
            assertThat(hello(second, "second").getClose().getReason()).isEqualTo(CloseReason.TOO_MANY_CONNECTIONS);
            assertThat(hello(bob, "bob").hasWelcome()).isTrue();

            node.gate()
                    .ban(Objects.requireNonNull(AddressRange.parse("203.0.113.7")), null, "spam", "root")
                    .toCompletableFuture()
                    .get();
            assertThat(alice.read().getClose().getReason()).isEqualTo(CloseReason.ADDRESS_BANNED);
            try (TestClient again = proxied(node, "cb007107")) {
                assertThat(hello(again, "again").getClose().getReason()).isEqualTo(CloseReason.ADDRESS_BANNED);
            }
            assertThat(bob.create("hall").getRoom()).isPositive();
        }
    }

    @Test
    void aProxyMayCallWithoutAClientOrWithoutAHeader() throws IOException {
        try (Node node = TestNode.plain(
                        dataDir, Setting.TRUSTED_PROXIES, "127.0.0.1", Setting.MAX_CONNECTIONS_PER_ADDRESS, "1");
                TestClient local = new TestClient(node.port());
                TestClient without = new TestClient(node.port())) {
            local.sendBytes(HexFormat.of().parseHex(LOCAL));
            assertThat(hello(local, "alice").hasWelcome()).isTrue();
            assertThat(hello(without, "bob").hasWelcome()).isTrue();
        }
    }

    /** However it is cut into segments, and whatever comes in one with it. */
    @Test
    void aHeaderMayComeInParts() throws IOException {
        byte[] header = header("cb007107");
        try (Node node = TestNode.plain(dataDir, Setting.TRUSTED_PROXIES, "127.0.0.1")) {
            for (int cut = 1; cut < header.length; cut += 5) {
                try (TestClient client = new TestClient(node.port())) {
                    client.sendBytes(Arrays.copyOf(header, cut));
                    client.sendBytes(Arrays.copyOfRange(header, cut, header.length));
                    assertThat(hello(client, "user" + cut).hasWelcome()).isTrue();
                }
            }
        }
    }

    @Test
    void aHeaderThatCannotBeUsedIsRefused() throws IOException {
        try (Node node = TestNode.plain(dataDir, Setting.TRUSTED_PROXIES, "127.0.0.1")) {
            byte[] wrong = header("cb007107");
            wrong[12] = 0x31;
            try (TestClient client = new TestClient(node.port())) {
                client.sendBytes(wrong);
                assertThat(client.readsEnd()).isTrue();
            }
            try (TestClient client = new TestClient(node.port())) {
                client.sendBytes("PROXY TCP4 203.0.113.7 10.0.0.1 1 2\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(client.readsEnd()).isTrue();
            }
            assertThat(node.counters().get(Counter.SESSIONS)).isZero();
        }
    }

    @Test
    void aHeaderOfAnybodyElseIsRefused() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient client = new TestClient(node.port())) {
            client.sendBytes(header("cb007107"));
            assertThat(client.read().getClose().getReason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
            assertThat(client.readsEnd()).isTrue();
        }
        try (Node node = TestNode.tls(dataDir.resolve("tls"));
                TestClient client = new TestClient(node.port())) {
            client.sendBytes(header("cb007107"));
            assertThat(client.readsEnd()).isTrue();
            await().atMost(PATIENCE).until(() -> node.counters().get(Counter.FAILURES_TLS) == 1);
        }
    }

    /** Connections of a proxy that never say anything are bounded in number and in time. */
    @Test
    void whoeverSaysNothingBehindAProxyIsNotWaitedForLong() throws IOException {
        try (Node node = TestNode.plain(
                dataDir,
                Setting.TRUSTED_PROXIES,
                "127.0.0.1",
                Setting.HELLO_TIMEOUT,
                "1s",
                Setting.MAX_HALF_OPEN,
                "16")) {
            List<TestClient> silent = new ArrayList<>();
            for (int i = 0; i < 17; i++) {
                silent.add(new TestClient(node.port()));
            }
            for (TestClient each : silent) {
                assertThat(each.readsEnd()).isTrue();
                each.close();
            }
            try (TestClient alice = proxied(node, "cb007107")) {
                assertThat(hello(alice, "alice").hasWelcome()).isTrue();
            }
        }
    }

    @Test
    void clientsAreToldWhereTheRelayIs() throws IOException {
        try (Node node = TestNode.plain(dataDir, Setting.ADVERTISE, "198.51.100.7, [2001:db8::1]:5, :6");
                TestClient alice = TestClient.welcomed(node, "alice")) {
            assertThat(alice.welcome().getRelayList())
                    .containsExactly(
                            RelayAddress.newBuilder()
                                    .setHost("198.51.100.7")
                                    .setPort(node.port())
                                    .build(),
                            RelayAddress.newBuilder()
                                    .setHost("2001:db8:0:0:0:0:0:1")
                                    .setPort(5)
                                    .build(),
                            RelayAddress.newBuilder().setPort(6).build());
        }
    }

    private static TestClient proxied(Node node, String client) throws IOException {
        TestClient made = new TestClient(node.port());
        made.sendBytes(header(client));
        return made;
    }

    private static byte[] header(String client) {
        return HexFormat.of().parseHex(ProxyGateTest.OF_IPV4.replace("cb007107", client));
    }

    private static ServerMessage hello(TestClient client, String name) throws IOException {
        return client.ask(ClientMessage.newBuilder()
                .setHello(Hello.newBuilder()
                        .addVersions(Protocol.VERSION)
                        .setName(name)
                        .setInstance(name.hashCode())));
    }
}
