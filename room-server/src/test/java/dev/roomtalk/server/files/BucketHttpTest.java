package dev.roomtalk.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.davidmoten.aws.lw.client.ResponseInputStream;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.roomtalk.server.app.Certificates;
import dev.roomtalk.wire.SystemRoots;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketHttpTest {
    private static final int MILLIS = 20_000;
    private static final char[] NO_PASSWORD = {};

    private HttpsServer server;
    private KeyStore trusted;
    private KeyStore others;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException, GeneralSecurityException {
        KeyPair pair = Certificates.pair("EC");
        Certificate certificate = certificate(directory.resolve("one"), pair);
        trusted = store(certificate);
        others = store(certificate(directory.resolve("other"), Certificates.pair("EC")));
        KeyStore own = store(certificate);
        own.setKeyEntry("key", pair.getPrivate(), NO_PASSWORD, new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] port =
                    Integer.toString(exchange.getRemoteAddress().getPort()).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("GET") ? 200 : 404, port.length);
            exchange.getResponseBody().write(port);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static Certificate certificate(Path file, KeyPair pair) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(Certificates.certificate(file, pair, "localhost"))) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static KeyStore store(Certificate certificate) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("root", certificate);
        return store;
    }

    private static BucketHttp http(KeyStore trusted) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return BucketHttp.tls(new SystemRoots.Roots((X509ExtendedTrustManager) factory.getTrustManagers()[0], ""));
    }

    private String ask(BucketHttp http, String method, byte @Nullable [] body) throws IOException {
        URL url = URI.create("https://localhost:" + server.getAddress().getPort() + "/")
                .toURL();
        try (ResponseInputStream answer = http.request(url, method, Map.of(), body, MILLIS, MILLIS)) {
            return new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void oneConnectionCarriesOneRequestAfterTheOther() throws IOException, GeneralSecurityException {
        BucketHttp http = http(trusted);
        String port = ask(http, "GET", null);
        assertThat(ask(http, "PUT", new byte[100_000])).isEqualTo(port);
        assertThat(ask(http, "GET", null)).isEqualTo(port);
    }

    @Test
    void aServerForWhichNobodyVouchesIsAskedNothing() {
        assertThatThrownBy(() -> ask(http(others), "GET", null)).isInstanceOf(SSLHandshakeException.class);
        assertThatThrownBy(() -> BucketHttp.tls(new SystemRoots.Roots(null, "it cannot be read")))
                .hasMessage("file-bucket: it cannot be read");
    }
}
