package dev.roomtalk.bench.net;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.wire.Pin;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is, and how its connections are protected.
 *
 * @param pin the server's key must have it; null: any key is taken, which only loopback may
 * @param plain TCP without TLS
 */
public record Access(InetSocketAddress address, @Nullable Pin pin, boolean plain) {
    public Access {
        if (pin == null && !plain && !address.getAddress().isLoopbackAddress()) {
            throw new Failure(
                    Failure.NOT_TRUSTED,
                    "%s is not this machine: give --fingerprint SHA256:..., as the server prints it when it starts"
                            .formatted(Endpoint.text(address)));
        }
    }

    /** The TLS context for connections; null without TLS. */
    @Nullable
    public SslContext tls() {
        if (plain) {
            return null;
        }
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .trustManager(new PinnedKey(pin))
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("this JDK lacks TLS 1.3", e);
        }
    }

    /** Thrown when the server has another key than the expected one. */
    public static final class AnotherKey extends CertificateException {
        private static final long serialVersionUID = 1L;

        private final transient Pin pin;

        AnotherKey(Pin pin) {
            super("another key: " + pin);
            this.pin = pin;
        }

        public Pin pin() {
            return pin;
        }
    }

    /** Takes a certificate for its key alone. */
    private static final class PinnedKey extends X509ExtendedTrustManager {
        private final @Nullable Pin pin;

        PinnedKey(@Nullable Pin pin) {
            this.pin = pin;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            Pin found = Pin.of(chain[0].getPublicKey());
            if (pin != null && !found.equals(pin)) {
                throw new AnotherKey(found);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("no clients here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("no clients here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("no clients here");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
