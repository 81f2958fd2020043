package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Tally;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.wire.Pin;
import dev.roomtalk.wire.Protocol;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    Path dataDir;

    private static final TrustManager ANYTHING = new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };

    private static SSLSocket connect(Node node, String... protocols) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {ANYTHING}, null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), node.port());
        socket.setEnabledProtocols(protocols);
        return socket;
    }

    @Test
    void servesTls13WithTheKeyThatItAnnounces() throws Exception {
        try (Node node = TestNode.tls(dataDir);
                SSLSocket socket = connect(node, "TLSv1.3")) {
            socket.startHandshake();
            X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            assertThat(Pin.of(leaf.getPublicKey())).isEqualTo(node.pin());
            assertThat(leaf.getNotAfter().toInstant()).isAfter(Instant.now().plus(Duration.ofDays(3600)));
        }
    }

    /** Whatever the ends of its reads cut, it never has more than a record and a message that are not whole. */
    @Test
    void whoSendsMuchAtOnceIsServedWithTheLeastMemoryForConnections() throws Exception {
        byte[] text = new byte[4000];
        try (Node node = TestNode.tls(dataDir, Setting.CONNECTION_BYTES, 1 << 20);
                SSLSocket socket = connect(node, "TLSv1.3")) {
            socket.setSoTimeout(60_000);
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 64 << 10));
            write(
                    out,
                    ClientMessage.newBuilder()
                            .setRequestId(1)
                            .setHello(Hello.newBuilder()
                                    .addVersions(Protocol.VERSION)
                                    .setName("alice")
                                    .setInstance(1)));
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            assertThat(read(in).hasWelcome()).isTrue();
            for (int n = 1; n <= 2000; n++) {
                write(
                        out,
                        ClientMessage.newBuilder()
                                .setFrame(Frame.newBuilder()
                                        .setPublish(Publish.newBuilder()
                                                .setRoom(1)
                                                .setN(n)
                                                .setText(ByteString.copyFrom(text)))));
            }
            write(out, ClientMessage.newBuilder().setRequestId(2).setListRooms(ListRooms.getDefaultInstance()));
            out.flush();
            ServerMessage answer = read(in);
            while (answer.hasFrame()) {
                answer = read(in);
            }
            assertThat(answer.getRequestId()).as("%s", answer).isEqualTo(2);
        }
    }

    private static void write(DataOutputStream out, ClientMessage.Builder message) throws IOException {
        byte[] bytes = message.build().toByteArray();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static ServerMessage read(DataInputStream in) throws IOException {
        return ServerMessage.parseFrom(in.readNBytes(in.readInt()));
    }

    @Test
    void refusesOlderTls() throws Exception {
        try (Node node = TestNode.tls(dataDir);
                SSLSocket socket = connect(node, "TLSv1.2")) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void keepsItsKeyAcrossStarts() throws IOException {
        Pin first;
        try (Node node = TestNode.tls(dataDir)) {
            first = node.pin();
        }
        try (Node node = TestNode.tls(dataDir)) {
            assertThat(node.pin()).isEqualTo(first);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDir.resolve("key.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void usesTheOperatorsCertificate(@TempDir Path own) throws IOException {
        Certificate made = Certificate.selfMade(own, Instant.now(), new SecureRandom());
        try (Node node = TestNode.tls(dataDir, Setting.CERTIFICATE, made.chain(), Setting.KEY, made.key())) {
            assertThat(node.pin()).isEqualTo(made.pin());
        }
    }

    @Test
    void saysWhichFileIsNoCertificate(@TempDir Path own) throws IOException {
        Path broken = Files.writeString(own.resolve("broken.pem"), "nothing of the kind");
        assertThatThrownBy(() -> TestNode.tls(dataDir, Setting.CERTIFICATE, broken, Setting.KEY, broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.pem");
    }

    /** How often each kind of failure was counted when the one connection of a test has ended. */
    private static void endsWith(Node node, long broken, long silent) {
        await().atMost(Duration.ofSeconds(60)).until(() -> node.counters().get(Tally.CONNECTIONS_CLOSED) == 1);
        assertThat(node.counters().get(Counter.FAILURES_TLS)).as("broken").isEqualTo(broken);
        assertThat(node.counters().get(Counter.FAILURES_SILENT)).as("silent").isEqualTo(silent);
    }

    @Test
    void aClientThatDoesNotTrustTheServerDoesNothingWrong() throws Exception {
        try (Node node = TestNode.tls(dataDir)) {
            SSLContext systemRoots = SSLContext.getDefault();
            try (SSLSocket socket = (SSLSocket)
                    systemRoots.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), node.port())) {
                assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
                endsWith(node, 0, 0);
            }
        }
    }

    @Test
    void aClientThatGoesInTheMiddleOfTheHandshakeDoesNothingWrong() throws Exception {
        try (Node node = TestNode.tls(dataDir)) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
                socket.getOutputStream().write(clientHello());
                assertThat(socket.getInputStream().read()).isEqualTo(0x16);
            }
            endsWith(node, 0, 0);
        }
    }

    @Test
    void aClientThatOffersNoTlsThatIsServedFails() throws Exception {
        try (Node node = TestNode.tls(dataDir);
                SSLSocket socket = connect(node, "TLSv1.2")) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
            endsWith(node, 1, 0);
        }
    }

    @Test
    void aHandshakeThatIsBrokenFails() throws Exception {
        try (Node node = TestNode.tls(dataDir);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            // A record of a handshake, with a ClientHello of 2 bytes.
            socket.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 6, 1, 0, 0, 2, 3, 3});
            endsWith(node, 1, 0);
        }
    }

    @Test
    void aClientThatIsSilentInTheMiddleOfTheHandshakeFails() throws Exception {
        try (Node node = TestNode.tls(dataDir, Setting.HELLO_TIMEOUT, "1s");
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.getOutputStream().write(clientHello());
            endsWith(node, 0, 1);
        }
    }

    @Test
    void whatCannotBeOpenedAfterTheHandshakeFails() throws Exception {
        try (Node node = TestNode.tls(dataDir);
                Socket tcp = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, new TrustManager[] {ANYTHING}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(tcp, "", 0, false);
            socket.startHandshake();
            // A record of application data that no key has sealed.
            byte[] forged = new byte[5 + 32];
            System.arraycopy(new byte[] {0x17, 3, 3, 0, 32}, 0, forged, 0, 5);
            tcp.getOutputStream().write(forged);
            endsWith(node, 1, 0);
        }
    }

    private static byte[] clientHello() throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, new TrustManager[] {ANYTHING}, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        byte[] bytes = new byte[hello.flip().remaining()];
        hello.get(bytes);
        return bytes;
    }
}
