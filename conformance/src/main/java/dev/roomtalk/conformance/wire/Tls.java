package dev.roomtalk.conformance.wire;

import dev.roomtalk.conformance.check.Finding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS of either end. A client takes any certificate, and looks at its key; a server makes one for itself. */
public final class Tls {
    private static final byte[] ECDSA_WITH_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02};
    private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};

    private final SSLContext context;
    private final @Nullable String ownPin;

    private Tls(SSLContext context, @Nullable String ownPin) {
        this.context = context;
        this.ownPin = ownPin;
    }

    /** That of a client. */
    public static Tls client(SecureRandom random) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anyone()}, random);
        return new Tls(context, null);
    }

    /** That of a server with a new key. */
    public static Tls server(SecureRandom random) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair pair = generator.generateKeyPair();
        X509Certificate certificate = certificate(pair);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] none = new char[0];
        store.setKeyEntry("server", pair.getPrivate(), none, new X509Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, none);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new Anyone()}, random);
        return new Tls(context, pin(certificate.getPublicKey()));
    }

    /** Of a server's own key. */
    public String ownPin() {
        return String.valueOf(ownPin);
    }

    /** SHA-256 over the SubjectPublicKeyInfo, as PROTOCOL.md, "TLS", writes it. */
    public static String pin(PublicKey key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shakes hands as a client, over a connected socket. */
    public SSLSocket connect(Socket socket, InetSocketAddress address, String... versions) throws IOException {
        SSLSocket secure =
                (SSLSocket) context.getSocketFactory().createSocket(socket, address.getHostString(), 0, true);
        secure.setEnabledProtocols(versions.length == 0 ? new String[] {"TLSv1.3"} : versions);
        secure.startHandshake();
        return secure;
    }

    /** Shakes hands as a server, in one version of TLS alone. */
    public SSLSocket accept(Socket socket, String version) throws IOException {
        SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
        secure.setEnabledProtocols(new String[] {version});
        secure.startHandshake();
        return secure;
    }

    /** The key that the server has shown. */
    public static PublicKey keyOf(SSLSocket socket) throws IOException {
        return socket.getSession().getPeerCertificates()[0].getPublicKey();
    }

    /** For a hundred years, signed with its own key. */
    private static X509Certificate certificate(KeyPair pair) throws GeneralSecurityException, IOException {
        byte[] algorithm = der(0x30, der(0x06, ECDSA_WITH_SHA256));
        byte[] name = der(
                0x30,
                der(
                        0x31,
                        der(
                                0x30,
                                der(0x06, COMMON_NAME),
                                der(0x0c, "conformance".getBytes(StandardCharsets.US_ASCII)))));
        byte[] validity = der(0x30, time("20200101000000Z"), time("21200101000000Z"));
        byte[] toBeSigned = der(
                0x30,
                der(0x02, new byte[] {1}),
                algorithm,
                name,
                validity,
                name,
                pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(toBeSigned);
        byte[] whole = der(0x30, toBeSigned, algorithm, der(0x03, new byte[] {0}, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] time(String generalized) {
        return der(0x18, generalized.getBytes(StandardCharsets.US_ASCII));
    }

    /** An element of DER (X.690) with these contents, of less than 65,536 bytes. */
    private static byte[] der(int tag, byte[]... contents) {
        int length = Arrays.stream(contents).mapToInt(content -> content.length).sum();
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (length > 0xff) {
            element.write(0x82);
            element.write(length >> 8);
        } else if (length > 0x7f) {
            element.write(0x81);
        }
        element.write(length);
        for (byte[] content : contents) {
            element.writeBytes(content);
        }
        return element.toByteArray();
    }

    /** Whose key it is, a check decides. */
    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("a server trusts no client");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            if (chain.length == 0) {
                throw new Finding("a server without a certificate");
            }
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
