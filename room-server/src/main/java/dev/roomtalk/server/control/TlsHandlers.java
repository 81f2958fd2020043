package dev.roomtalk.server.control;

import dev.roomtalk.server.settings.LiveSettings;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.concurrent.Executor;

/** Makes the TLS handlers of connections, with the certificate of the moment. Any thread. */
public final class TlsHandlers {
    private final Executor handshakes;
    private final LiveSettings settings;
    private volatile Shown shown;

    private record Shown(Certificate certificate, SslContext context) {}

    /**
     * Handlers with the certificate of {@code first}.
     *
     * @param handshakes runs the computations of TLS handshakes
     * @throws IOException in a sentence for the person: the certificate cannot be used
     */
    public TlsHandlers(Certificate first, Executor handshakes, LiveSettings settings) throws IOException {
        this.shown = new Shown(first, first.context());
        this.handshakes = handshakes;
        this.settings = settings;
    }

    /** The certificate that clients are shown. */
    public Certificate certificate() {
        return shown.certificate;
    }

    /**
     * Shows this certificate to connections that begin their handshake from now on.
     *
     * @throws IOException in a sentence for the person: the certificate cannot be used, and the one before is shown
     */
    public void use(Certificate next) throws IOException {
        shown = new Shown(next, next.context());
    }

    /** @param partial what a record takes that has not come whole */
    SslHandler of(Channel channel, ConnectionMemory.Share partial) {
        SslHandler handler = new CountedTlsHandler(shown.context.newEngine(channel.alloc()), handshakes, partial);
        handler.setHandshakeTimeoutMillis(settings.get().helloTimeout().toMillis());
        return handler;
    }
}
