package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
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
}
