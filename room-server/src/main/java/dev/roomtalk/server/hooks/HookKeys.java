package dev.roomtalk.server.hooks;

import dev.roomtalk.server.control.Certificate;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the server's certificate of the moment on the port for web hooks. Any thread. */
final class HookKeys extends X509ExtendedKeyManager {
    private static final Logger LOG = LoggerFactory.getLogger(HookKeys.class);

    private final Supplier<Certificate> certificate;
    private volatile Shown shown;

    private record Shown(Certificate certificate, X509ExtendedKeyManager keys) {}

    private HookKeys(Supplier<Certificate> certificate) throws IOException {
        this.certificate = certificate;
        Certificate first = certificate.get();
        this.shown = new Shown(first, first.keyManager());
    }

    /**
     * TLS 1.3 with the certificate of the moment.
     *
     * @throws IOException in a sentence for the person: the certificate cannot be used
     */
    static SSLContext context(Supplier<Certificate> certificate) throws IOException {
        try {
            SSLContext tls = SSLContext.getInstance("TLSv1.3");
            tls.init(new KeyManager[] {new HookKeys(certificate)}, null, null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS 1.3", e);
        }
    }

    private X509ExtendedKeyManager keys() {
        Certificate now = certificate.get();
        Shown before = shown;
        if (now.equals(before.certificate)) {
            return before.keys;
        }
        try {
            shown = new Shown(now, now.keyManager());
        } catch (IOException e) {
            // It was good when it was loaded: its files have changed since.
            LOG.warn("web hooks are shown the certificate of before: {}", e.getMessage());
        }
        return shown.keys;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal @Nullable [] issuers, SSLEngine engine) {
        return keys().chooseEngineServerAlias(type, issuers, engine);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, Socket socket) {
        return keys().chooseServerAlias(type, issuers, socket);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return keys().getServerAliases(type, issuers);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return keys().getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return keys().getPrivateKey(alias);
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
