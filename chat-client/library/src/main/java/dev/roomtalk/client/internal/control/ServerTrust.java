package dev.roomtalk.client.internal.control;

import dev.roomtalk.client.Trust;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.wire.Pin;
import dev.roomtalk.wire.SystemRoots;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Puts a server's certificate before a {@link Trust}, for one handshake. Called on a thread of its own, read by the
 * session's loop.
 */
public final class ServerTrust extends X509ExtendedTrustManager {
    private final Trust trust;
    private final String host;
    private final int port;
    private final CompletableFuture<Void> decided = new CompletableFuture<>();
    private volatile boolean deciding;
    private volatile boolean accepted;
    private volatile String refusal = "";
    // Why it cannot be known whether an authority vouches for the server.
    private String unreadable = "";

    public ServerTrust(Trust trust, String host, int port) {
        this.trust = trust;
        this.host = host;
        this.port = port;
    }

    /** Whether the decision is under way, perhaps by a person: meanwhile the handshake does not time out. */
    boolean deciding() {
        return deciding;
    }

    /** Runs {@code task} when the decision under way is made; on some thread. */
    void whenDecided(Runnable task) {
        CompletableFuture<Void> _ = decided.thenRun(task);
    }

    /** Whether the key was accepted. */
    boolean accepted() {
        return accepted;
    }

    /** Why the key was not accepted; empty if it was, or was not checked yet. */
    String refusal() {
        return refusal;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        // Names the host as well: Netty asks the engine to (endpoint identification "HTTPS").
        check(chain, system -> system.checkServerTrusted(chain, authType, engine));
    }

    /** Of a connection that carries a file. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, system -> system.checkServerTrusted(chain, authType, socket));
    }

    /** Whether a root of the system vouches for the server, or why not. */
    private interface Vouching {
        void by(X509ExtendedTrustManager system) throws CertificateException;
    }

    private void check(X509Certificate[] chain, Vouching vouching) throws CertificateException {
        deciding = true;
        try {
            Pin pin = Pin.of(chain[0].getPublicKey());
            boolean verified = verified(chain, vouching);
            String why = trust.check(host, port, pin, verified, List.of(chain));
            refusal = why.isEmpty() || unreadable.isEmpty() ? why : why + "; " + unreadable;
        } catch (RuntimeException e) {
            refusal = e.getMessage() == null ? "the server's key could not be checked" : e.getMessage();
        }
        accepted = refusal.isEmpty();
        deciding = false;
        decided.complete(null);
        if (!accepted) {
            throw new CertificateException(refusal);
        }
    }

    private boolean verified(X509Certificate[] chain, Vouching vouching) {
        // A certificate that vouches for itself leads to no root: the system's need not be loaded, which takes a while.
        boolean selfSigned =
                chain.length == 1 && chain[0].getSubjectX500Principal().equals(chain[0].getIssuerX500Principal());
        if (selfSigned) {
            return false;
        }
        try {
            SystemRoots.Roots roots = SystemRoots.load();
            unreadable = VisibleText.line(roots.unreadable());
            X509ExtendedTrustManager system = roots.manager();
            if (system == null) {
                return false;
            }
            vouching.by(system);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only engines are used");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
