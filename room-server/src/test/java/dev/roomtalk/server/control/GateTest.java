package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may connect, and what those who may not do to others: nothing. */
class GateTest {
    @TempDir
    Path dataDir;

    private static Hello hello(String name) {
        return Hello.newBuilder()
                .addVersions(Protocol.VERSION)
                .setName(name)
                .setInstance(name.hashCode())
                .build();
    }

    /** What a new connection is told when it says Hello. */
    private static ServerMessage said(Node node, String name) throws IOException {
        try (TestClient client = new TestClient(node.port())) {
            return client.ask(ClientMessage.newBuilder().setHello(hello(name)));
        }
    }

    private static boolean isServed(TestClient client) throws IOException {
        return client.ask(ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance()))
                .hasRoomList();
    }

    private static boolean ends(Socket socket) throws IOException {
        socket.setSoTimeout(60_000);
        try {
            while (socket.getInputStream().read() >= 0) {
                // Perhaps a Close.
            }
        } catch (SocketException e) {
            // Reset: that is an end too.
        }
        return true;
    }

    private static Socket connected(Node node) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), node.port());
    }

    @Test
    void anAddressHasSoManyConnectionsAtOneTime() throws IOException {
        try (Node node = TestNode.plain(dataDir, Setting.MAX_CONNECTIONS_PER_ADDRESS, 2);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            TestClient bob = TestClient.welcomed(node, "bob");
            Close close = said(node, "carol").getClose();
            assertThat(close.getReason()).isEqualTo(CloseReason.TOO_MANY_CONNECTIONS);
            assertThat(close.getSentence()).contains("your address");
            assertThat(close.getRetry()).isTrue();
            assertThat(node.counters().get(Counter.CONNECTIONS_OF_ADDRESS)).isOne();
            assertThat(isServed(alice)).isTrue();
            bob.close();
            await().ignoreExceptions().until(() -> said(node, "carol").hasWelcome());
        }
    }

    @Test
    void aRangeHasSoManyToo() throws IOException {
        try (Node node = TestNode.plain(dataDir, Setting.MAX_CONNECTIONS_PER_RANGE, 1);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            assertThat(said(node, "bob").getClose().getSentence()).contains("addresses around yours");
            assertThat(node.counters().get(Counter.CONNECTIONS_OF_RANGE)).isOne();
            assertThat(isServed(alice)).isTrue();
        }
    }

    @Test
    void aTrustedProxyHasAsManyAsItLikesAndMayFail() throws IOException {
        try (Node node = TestNode.plain(
                        dataDir,
                        Setting.MAX_CONNECTIONS_PER_ADDRESS,
                        1,
                        Setting.MAX_CONNECTIONS_PER_RANGE,
                        1,
                        Setting.FAILURES_PER_ADDRESS,
                        1,
                        Setting.TRUSTED_PROXIES,
                        "127.0.0.1");
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = new TestClient(node.port())) {
            bob.sendBytes(new byte[] {-1, -1, -1, -1});
            assertThat(bob.readsEnd()).isTrue();
            assertThat(node.counters().get(Counter.FAILURES_PROTOCOL)).isOne();
            assertThat(said(node, "carol").hasWelcome()).isTrue();
            assertThat(isServed(alice)).isTrue();
        }
    }

    @Test
    void anAddressThatKeepsFailingIsRefusedAndItsSessionsStay() throws IOException {
        try (Node node = TestNode.plain(dataDir, Setting.FAILURES_PER_ADDRESS, 3);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            for (int i = 0; i < 2; i++) {
                try (TestClient bad = new TestClient(node.port())) {
                    bad.sendBytes(new byte[] {-1, -1, -1, -1});
                    assertThat(bad.readsEnd()).isTrue();
                }
            }
            try (TestClient thief = new TestClient(node.port())) {
                ServerMessage answer = thief.ask(ClientMessage.newBuilder()
                        .setHello(hello("").toBuilder().setToken(ByteString.copyFrom(new byte[32]))));
                assertThat(answer.getRefusal().getReason()).isEqualTo(RefusalReason.UNKNOWN_TOKEN);
                // The connection that failed last was there before the address was refused.
                assertThat(thief.ask(ClientMessage.newBuilder().setHello(hello("thief")))
                                .hasWelcome())
                        .isTrue();
            }
            Close close = said(node, "bob").getClose();
            assertThat(close.getReason()).isEqualTo(CloseReason.ADDRESS_FAILING);
            assertThat(close.getWaitMs()).isBetween(1, 600_000);
            assertThat(close.getRetry()).isTrue();
            assertThat(node.counters().get(Counter.FAILURES_PROTOCOL)).isEqualTo(2);
            assertThat(node.counters().get(Counter.FAILURES_TOKEN)).isOne();
            assertThat(node.counters().get(Counter.CONNECTIONS_FAILING)).isOne();
            assertThat(isServed(alice)).isTrue();
            // Not everybody who comes is told: that would cost a handshake each.
            await().until(() -> {
                try (Socket one = connected(node)) {
                    one.setSoTimeout(200);
                    return one.getInputStream().read() < 0;
                } catch (java.net.SocketTimeoutException e) {
                    return false;
                }
            });
        }
    }

    @Test
    void wrongPasswordsOfRoomsCount() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            alice.ask(ClientMessage.newBuilder()
                    .setCreateRoom(CreateRoom.newBuilder().setName("ops").setPassword("secret")));
            bob.ask(ClientMessage.newBuilder()
                    .setJoinRoom(JoinRoom.newBuilder().setName("ops").setPassword("guess")));
            assertThat(node.counters().get(Counter.FAILURES_PASSWORD)).isOne();
        }
    }

    @Test
    void theOldestSilentConnectionMakesPlaceForANewOne() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try (Node node = TestNode.plain(dataDir, Setting.MAX_HALF_OPEN, 16);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            TestClient speaks = new TestClient(node.port());
            speaks.ask(ClientMessage.newBuilder().setHello(hello("alice")));
            for (int i = 0; i < 16; i++) {
                silent.add(connected(node));
            }
            assertThat(ends(silent.getFirst())).isTrue();
            assertThat(node.counters().get(Counter.CONNECTIONS_HALF_OPEN)).isOne();
            // The one that had said something is older, and still there.
            assertThat(speaks.ask(ClientMessage.newBuilder().setHello(hello("bob")))
                            .hasWelcome())
                    .isTrue();
            assertThat(isServed(alice)).isTrue();
            speaks.close();
        } finally {
            for (Socket one : silent) {
                one.close();
            }
        }
    }

    @Test
    void whoIsSilentTooLongFails() throws IOException {
        try (Node node = TestNode.plain(dataDir, Setting.HELLO_TIMEOUT, "1s");
                Socket silent = connected(node)) {
            assertThat(ends(silent)).isTrue();
            assertThat(node.counters().get(Counter.FAILURES_SILENT)).isOne();
        }
    }

    @Test
    void whatIsNoTlsIsClosedAtOnceAndCounts() throws IOException {
        try (Node node = TestNode.tls(dataDir);
                Socket browser = connected(node)) {
            browser.getOutputStream()
                    .write("GET / HTTP/1.0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(ends(browser)).isTrue();
            assertThat(node.counters().get(Counter.FAILURES_TLS)).isOne();
        }
    }

    @Test
    void halfAClientHelloWaitsAndTheOtherHalfEndsTheWait() throws Exception {
        try (Node node = TestNode.tls(dataDir, Setting.MAX_HALF_OPEN, 16);
                Socket slow = connected(node)) {
            slow.setTcpNoDelay(true);
            byte[] hello = clientHello();
            for (byte one : hello) {
                slow.getOutputStream().write(one);
            }
            // A ServerHello: the record that comes first is a handshake's too.
            assertThat(slow.getInputStream().read()).isEqualTo(0x16);
            try (Socket half = connected(node)) {
                half.getOutputStream().write(hello, 0, hello.length / 2);
                List<Socket> silent = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    silent.add(connected(node));
                }
                // It was the oldest that had not said a whole word.
                assertThat(ends(half)).isTrue();
                for (Socket one : silent) {
                    one.close();
                }
            }
        }
    }

    @Test
    void handshakesBeginSoManyASecondAndAllGetTheirTurn() throws Exception {
        List<SSLSocket> clients = new ArrayList<>();
        try (Node node = TestNode.tls(dataDir, Setting.HANDSHAKE_RATE, 2)) {
            for (int i = 0; i < 4; i++) {
                clients.add((SSLSocket) trusting().getSocketFactory().createSocket(connected(node), "", 0, true));
            }
            List<Thread> shaking = new ArrayList<>();
            for (SSLSocket client : clients) {
                shaking.add(Thread.ofVirtual().start(() -> {
                    try {
                        client.startHandshake();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            for (Thread one : shaking) {
                one.join();
            }
            for (SSLSocket client : clients) {
                assertThat(client.getSession().isValid()).isTrue();
            }
            assertThat(node.counters().get(Counter.CONNECTIONS_DELAYED)).isPositive();
        } finally {
            for (SSLSocket client : clients) {
                client.close();
            }
        }
    }

    /**
     * 17 addresses that say ClientHello, 30 times each, are ahead of her: by one line she would wait for all of them.
     */
    @Test
    void aCrowdOfOtherNetworksDoesNotKeepSomebodyOut() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        byte[] hello = clientHello();
        try (Node node = TestNode.tls(dataDir, Setting.HANDSHAKE_RATE, 20)) {
            for (int i = 0; i < 17 * 30; i++) {
                Socket one = new Socket();
                crowd.add(one);
                one.bind(new InetSocketAddress(InetAddress.ofLiteral("127.2." + i % 17 + ".1"), 0));
                one.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()));
                one.getOutputStream().write(hello);
            }
            await().until(() -> node.counters().get(Counter.CONNECTIONS_DELAYED) > 17 * 30 - 100);
            long before = node.counters().get(Counter.CONNECTIONS_DELAYED);
            try (SSLSocket alice =
                    (SSLSocket) trusting().getSocketFactory().createSocket(connected(node), "", 0, true)) {
                alice.startHandshake();
            }
            long answered = 0;
            for (Socket one : crowd) {
                answered += one.getInputStream().available() > 0 ? 1 : 0;
            }
            assertThat(before).isGreaterThan(300);
            assertThat(answered).isLessThan(300);
        } finally {
            for (Socket one : crowd) {
                one.close();
            }
        }
    }

    @Test
    void whoWaitsForItsTurnIsNotSilent() throws Exception {
        List<Thread> shaking = new ArrayList<>();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        try (Node node = TestNode.tls(dataDir, Setting.HANDSHAKE_RATE, 1, Setting.HELLO_TIMEOUT, "1s")) {
            for (int i = 0; i < 5; i++) {
                shaking.add(Thread.ofVirtual().start(() -> {
                    try (SSLSocket client =
                            (SSLSocket) trusting().getSocketFactory().createSocket(connected(node), "", 0, true)) {
                        client.startHandshake();
                    } catch (Exception e) {
                        failures.add(e);
                    }
                }));
            }
            for (Thread one : shaking) {
                one.join();
            }
            assertThat(failures).isEmpty();
            assertThat(node.counters().get(Counter.FAILURES_SILENT)).isZero();
        }
    }

    /** As many as its network has, it has no more of them than before when others come. */
    @Test
    void theNetworkThatHasMostLosesOneOfThoseThatHaveNoUser() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try (Node node = TestNode.plain(dataDir, Setting.MAX_HALF_OPEN, 16);
                Socket first = new Socket()) {
            first.bind(new InetSocketAddress(InetAddress.ofLiteral("127.3.0.1"), 0));
            first.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()));
            await().until(() -> node.gate().halfOpen() == 1);
            for (int i = 0; i < 40; i++) {
                crowd.add(connected(node));
            }
            await().until(() -> node.counters().get(Counter.CONNECTIONS_HALF_OPEN) == 25);
            // The oldest of all, and its network has one alone.
            first.setSoTimeout(200);
            assertThatThrownBy(() -> first.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        } finally {
            for (Socket one : crowd) {
                one.close();
            }
        }
    }

    private static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        return context;
    }

    private static byte[] clientHello() throws Exception {
        SSLEngine engine = trusting().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        byte[] bytes = new byte[hello.flip().remaining()];
        hello.get(bytes);
        return bytes;
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static AddressRange range(String text) {
        return Objects.requireNonNull(AddressRange.parse(text));
    }

    @Test
    void theOperatorsBanEndsSessionsIsToldAndLastsOverARestart() throws Exception {
        Instant until = Instant.ofEpochMilli(4_000_000_000_000L);
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            node.gate()
                    .ban(range("192.0.2.0/24"), null, "", "root")
                    .toCompletableFuture()
                    .get();
            assertThat(isServed(alice)).isTrue();
            node.gate()
                    .ban(range("127.0.0.0/8"), Duration.between(Instant.now(), until), "spam", "root")
                    .toCompletableFuture()
                    .get();
            Close close = alice.readUntil(ServerMessage::hasClose).getClose();
            assertThat(close.getReason()).isEqualTo(CloseReason.ADDRESS_BANNED);
            assertThat(close.getSentence())
                    .isEqualTo("your address is banned from this server until 2096-10-02 07:06 UTC: spam");
            assertThat(close.getRetry()).isFalse();
            assertThat(node.gate().addressBans())
                    .extracting(ban -> ban.range().toString())
                    .containsExactlyInAnyOrder("127.0.0.0/8", "192.0.2.0/24");
        }
        try (Node node = TestNode.plain(dataDir)) {
            assertThat(said(node, "bob").getClose().getReason()).isEqualTo(CloseReason.ADDRESS_BANNED);
            assertThat(node.counters().get(Counter.CONNECTIONS_BANNED)).isOne();
            assertThat(node.gate()
                            .unban(range("127.0.0.1"))
                            .toCompletableFuture()
                            .get())
                    .isFalse();
            assertThat(node.gate()
                            .unban(range("127.0.0.0/8"))
                            .toCompletableFuture()
                            .get())
                    .isTrue();
            assertThat(said(node, "bob").hasWelcome()).isTrue();
        }
        try (Node node = TestNode.plain(dataDir)) {
            assertThat(said(node, "carol").hasWelcome()).isTrue();
            assertThat(node.gate().addressBans()).hasSize(1);
        }
    }

    @Test
    void aBanThatHasEndedAndOneOfAProxyKeepNobodyOut() throws Exception {
        try (Node node = TestNode.plain(dataDir)) {
            node.gate()
                    .ban(range("127.0.0.1"), Duration.ofMillis(-1), "", "root")
                    .toCompletableFuture()
                    .get();
            assertThat(said(node, "alice").hasWelcome()).isTrue();
            assertThat(node.gate().addressBans()).isEmpty();
        }
        try (Node node = TestNode.plain(dataDir, Setting.TRUSTED_PROXIES, "127.0.0.1");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            node.gate()
                    .ban(range("0.0.0.0/0"), null, "", "root")
                    .toCompletableFuture()
                    .get();
            assertThat(isServed(bob)).isTrue();
            assertThat(said(node, "carol").hasWelcome()).isTrue();
        }
    }

    @Test
    void aUserMakesSoManyRoomsAnHour() throws IOException {
        try (Node node = TestNode.plain(dataDir, Setting.NEW_ROOMS_PER_USER, 2, Setting.NEW_ROOMS_PER_ADDRESS, 3);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            assertThat(alice.create("one").getRoom()).isPositive();
            // What was not made does not count.
            assertThat(created(alice, "one")).isEqualTo(RefusalReason.ROOM_EXISTS);
            assertThat(alice.create("two").getRoom()).isPositive();
            assertThat(created(alice, "three")).isEqualTo(RefusalReason.LIMIT_REACHED);
            assertThat(bob.create("three").getRoom()).isPositive();
            assertThat(created(bob, "four")).isEqualTo(RefusalReason.LIMIT_REACHED);
        }
    }

    private static RefusalReason created(TestClient client, String room) throws IOException {
        return client.ask(ClientMessage.newBuilder()
                        .setCreateRoom(CreateRoom.newBuilder().setName(room)))
                .getRefusal()
                .getReason();
    }
}
