package dev.roomtalk.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.console.ConsoleAnswer;
import dev.roomtalk.server.console.ConsoleClient;
import dev.roomtalk.server.console.ConsoleCommand;
import dev.roomtalk.server.console.ConsoleRequest;
import dev.roomtalk.server.console.Reloading;
import dev.roomtalk.server.settings.Configuration;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.settings.SettingException;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running node whose configuration is loaded again. */
class ReloadTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("server.conf");
    }

    private void configure(String... lines) throws IOException {
        Files.writeString(file(), String.join("\n", lines));
    }

    private Configuration read(boolean plain) throws SettingException {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        flags.put(Setting.HOST, "127.0.0.1");
        flags.put(Setting.PORT, "0");
        flags.put(Setting.DATA_DIR, directory.resolve("data").toString());
        flags.put(Setting.PLAIN, Boolean.toString(plain));
        return Configuration.of(flags, Map.of(), file());
    }

    private Node start(boolean plain) throws IOException, SettingException {
        Configuration configuration = read(plain);
        Node node = Node.start(configuration.settings());
        node.live()
                .reloadBy(new Reload(
                        () -> read(plain),
                        node.live(),
                        configuration,
                        settings -> {},
                        java.time.InstantSource.system()));
        return node;
    }

    private static Reloading.Outcome load(Node node) {
        return Objects.requireNonNull(node.live().reloading()).load();
    }

    private static ServerMessage create(TestClient client, String room, String topic) throws IOException {
        return client.ask(ClientMessage.newBuilder()
                .setCreateRoom(CreateRoom.newBuilder().setName(room).setTopic(topic)));
    }

    @Test
    void limitsChangeWhileItRuns() throws IOException, SettingException {
        configure("max-rooms = 1", "message-bytes = 100", "max-sessions-per-user = 7");
        try (Node node = start(true);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("hall").getRoom();
            assertThat(create(alice, "cellar", "").getRefusal().getReason()).isEqualTo(RefusalReason.LIMIT_REACHED);

            configure("max-rooms = 2", "message-bytes = 5", "# max-sessions-per-user = 7");
            Reloading.Outcome outcome = load(node);
            assertThat(outcome.done()).isTrue();
            assertThat(outcome.lines())
                    .containsExactly(
                            "max-rooms: 1 -> 2 (" + file() + ":1)",
                            "max-sessions-per-user: 7 -> 50 (default)",
                            "message-bytes: 100 -> 5 (" + file() + ":2)");

            assertThat(create(alice, "cellar", "").hasJoined()).isTrue();
            // Of a room that was there before, too.
            alice.sendFrameByTcp(TestClient.publish(room, 1, "too long"));
            assertThat(alice.readUntil(message -> message.getFrame().hasAck())
                            .getFrame()
                            .getAck()
                            .getRefusal())
                    .isEqualTo(RefusalReason.TOO_LONG);
            assertThat(load(node).lines()).containsExactly("nothing has changed");
        }
    }

    @Test
    void whatHoldsInTheEngineChangesToo() throws IOException, SettingException {
        configure("max-users = 1");
        try (Node node = start(true);
                TestClient _ = TestClient.welcomed(node, "alice");
                TestClient bob = new TestClient(node.port())) {
            ClientMessage.Builder hello = ClientMessage.newBuilder()
                    .setHello(dev.roomtalk.proto.Hello.newBuilder()
                            .addVersions(1)
                            .setName("bob")
                            .setInstance(2));
            assertThat(bob.ask(hello).getRefusal().getReason()).isEqualTo(RefusalReason.SERVER_FULL);
            configure("max-users = 2", "keep-alive = 7s");
            assertThat(load(node).done()).isTrue();
            ServerMessage welcome = bob.ask(hello);
            assertThat(welcome.getWelcome().getKeepAliveSeconds()).isEqualTo(7);
        }
    }

    @Test
    void whatNeedsARestartIsSaidAndStays() throws IOException, SettingException {
        configure("repair-ring = 64", "max-rooms = 5");
        try (Node node = start(true);
                ConsoleClient console = ConsoleClient.connect(directory.resolve("data"))) {
            configure("repair-ring = 128", "max-rooms = 6");
            ConsoleAnswer answer = console.ask(new ConsoleRequest(ConsoleCommand.RELOAD));
            assertThat(answer.text().lines())
                    .containsExactly(
                            "max-rooms: 5 -> 6 (" + file() + ":2)",
                            "repair-ring: 64 -> 128 (" + file() + ":1) needs a restart, and is 64 until then");
            // As long as it is so, it is said.
            assertThat(load(node).lines()).singleElement().asString().startsWith("repair-ring: 64 -> 128");
            assertThat(console.ask(new ConsoleRequest(ConsoleCommand.STATUS)).text())
                    .contains("rooms 0 of 6");
        }
    }

    @Test
    void aWrongFileChangesNothing() throws IOException, SettingException {
        configure("max-rooms = 1");
        try (Node node = start(true);
                ConsoleClient console = ConsoleClient.connect(directory.resolve("data"))) {
            configure("max-rooms = 2", "keep-alive = soon");
            ConsoleAnswer answer = console.ask(new ConsoleRequest(ConsoleCommand.RELOAD));
            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.text())
                    .startsWith("nothing has changed: keep-alive (" + file() + ":2): 'soon' is not right");
            assertThat(console.ask(new ConsoleRequest(ConsoleCommand.STATUS)).text())
                    .contains("rooms 0 of 1");
            // What waits for a restart has to be right, too.
            configure("max-rooms = 2", "repair-ring = 3");
            assertThat(load(node).lines()).singleElement().asString().startsWith("nothing has changed: repair-ring");
        }
    }

    @Test
    void newConnectionsGetTheNewCertificateAndOldOnesLiveOn() throws Exception {
        Pin first = pem("first");
        configure("certificate = " + directory.resolve("shown.pem"), "key = " + directory.resolve("shown.key"));
        show("first", "first");
        try (Node node = start(false)) {
            assertThat(node.pin()).isEqualTo(first);
            try (SSLSocket old = connected(node.port())) {
                assertThat(shown(old)).isEqualTo(first);

                Pin second = pem("second");
                show("second", "first");
                assertThat(load(node).lines())
                        .singleElement()
                        .asString()
                        .startsWith("nothing has changed: key (")
                        .contains("shown.key is not the key of the certificate in ");
                assertThat(node.pin()).isEqualTo(first);

                show("second", "second");
                assertThat(load(node).lines())
                        .singleElement()
                        .asString()
                        .startsWith("certificate: read anew, valid until ")
                        .contains("fingerprint " + first + " -> " + second);
                try (SSLSocket fresh = connected(node.port())) {
                    assertThat(shown(fresh)).isEqualTo(second);
                }
                assertThat(node.pin()).isEqualTo(second);
                // It is answered still: what it says is no message of ours.
                old.getOutputStream().write(new byte[] {0, 0, 0, 1, 9});
                assertThat(old.getInputStream().read()).isNotNegative();
            }
            assertThat(load(node).lines()).containsExactly("nothing has changed");
        }
    }

    /** What the next start could not be served with is refused now. */
    @Test
    void whatTheNextStartWouldMeetIsRefused() throws Exception {
        configure();
        try (Node node = start(true);
                java.net.ServerSocket other = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            configure("metrics-port = " + other.getLocalPort());
            assertThat(load(node).lines()).singleElement().asString().contains("is in use by another program");
            configure("keep-alive = soon", "max-rooms = 0");
            assertThat(load(node).lines()).hasSize(2).allMatch(line -> line.startsWith("nothing has changed: "));
        }
    }

    @Test
    void aCertificateThatIsOverOrHasNotBegunIsRefused() throws Exception {
        Pin first = pem("first");
        configure("certificate = " + directory.resolve("shown.pem"), "key = " + directory.resolve("shown.key"));
        show("first", "first");
        try (Node node = start(false)) {
            java.time.Instant now = java.time.Instant.now();
            java.time.Duration day = java.time.Duration.ofDays(1);
            java.security.KeyPair pair = Certificates.pair("EC");
            Files.writeString(directory.resolve("shown.key"), Certificates.pkcs8(pair.getPrivate()));
            Certificates.certificate(directory.resolve("shown.pem"), pair, now.minus(day), now.minusSeconds(60));
            assertThat(load(node).lines()).singleElement().asString().contains("has expired");
            Certificates.certificate(
                    directory.resolve("shown.pem"),
                    pair,
                    now.plus(day),
                    now.plus(day).plus(day));
            assertThat(load(node).lines()).singleElement().asString().contains("is not yet valid");
            assertThat(node.pin()).isEqualTo(first);
        }
    }

    /** Makes a certificate and its key in a directory of their own. */
    private Pin pem(String name) throws IOException {
        Path own = Files.createDirectory(directory.resolve(name));
        return dev.roomtalk.server.control.Certificate.selfMade(
                        own, java.time.Instant.now(), new java.security.SecureRandom())
                .pin();
    }

    private void show(String certificate, String key) throws IOException {
        Files.write(
                directory.resolve("shown.pem"),
                Files.readAllBytes(directory.resolve(certificate).resolve("certificate.pem")));
        Files.write(
                directory.resolve("shown.key"),
                Files.readAllBytes(directory.resolve(key).resolve("key.pem")));
    }

    private static SSLSocket connected(int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(new Socket(InetAddress.getLoopbackAddress(), port), "localhost", port, true);
        socket.setSoTimeout(60_000);
        socket.startHandshake();
        return socket;
    }

    private static Pin shown(SSLSocket socket) throws IOException {
        return Pin.of(socket.getSession().getPeerCertificates()[0].getPublicKey());
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new AssertionError("there are no clients here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // Whoever it is.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
