package dev.roomtalk.server.control;

import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.wire.Pin;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The server's certificate and its key, as PEM files: the operator's, or one that was made on the first start. */
public record Certificate(Path chain, Path key, X509Certificate leaf) {
    private static final char[] NO_PASSWORD = new char[0];
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Duration VALID = Duration.ofDays(3650);
    private static final String CHAIN_FILE = "certificate.pem";
    private static final String KEY_FILE = "key.pem";

    /**
     * The operator's certificate.
     *
     * @throws IOException in a sentence for the person
     */
    public static Certificate given(Path chain, Path key) throws IOException {
        return new Certificate(chain, key, certificates(chain)[0]);
    }

    /**
     * The certificate in a directory; made there if there is none: EC P-256, 10 years.
     *
     * @throws IOException in a sentence for the person
     */
    public static Certificate selfMade(Path directory, Instant now, SecureRandom random) throws IOException {
        Path chain = directory.resolve(CHAIN_FILE);
        Path key = directory.resolve(KEY_FILE);
        if (!Files.exists(chain) || !Files.exists(key)) {
            make(chain, key, now, random);
        }
        return new Certificate(chain, key, certificates(chain)[0]);
    }

    /** Of its key. */
    public Pin pin() {
        return Pin.of(leaf.getPublicKey());
    }

    /** Until when it is valid. */
    public Instant until() {
        return leaf.getNotAfter().toInstant();
    }

    /** At least one, the server's own first. */
    private static X509Certificate[] certificates(Path chain) throws IOException {
        try (InputStream in = Files.newInputStream(chain)) {
            X509Certificate[] certificates = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            if (certificates.length == 0) {
                throw new IOException(chain + " holds no certificate");
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new IOException(chain + " is no certificate in PEM form: " + e.getMessage(), e);
        }
    }

    private static void make(Path chain, Path key, Instant now, SecureRandom random) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("CN=roomtalk");
            byte[] certificate = new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(126, random),
                            Date.from(now.minus(Duration.ofDays(1))),
                            Date.from(now.plus(VALID)),
                            name,
                            pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                    .getEncoded();
            write(key, "PRIVATE KEY", pair.getPrivate().getEncoded());
            write(chain, "CERTIFICATE", certificate);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this JDK cannot make a certificate", e);
        }
    }

    private static void write(Path file, String what, byte[] der) throws IOException {
        String pem = "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
        PrivateFiles.replace(file, pem.getBytes(StandardCharsets.US_ASCII), PrivateFiles.OWNER_ONLY);
    }

    /**
     * TLS 1.3 with this certificate, without session tickets.
     *
     * @throws IOException in a sentence for the person
     */
    public SslContext context() throws IOException {
        // The pin is checked on every connection: nothing is resumed.
        System.setProperty("jdk.tls.server.newSessionTicketCount", "0");
        System.setProperty("jdk.tls.server.enableSessionTicketExtension", "false");
        try {
            X509Certificate[] certificates = certificates(chain);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            PrivateKey secret = privateKey(certificates[0]);
            if (!belongTogether(secret, certificates[0].getPublicKey())) {
                throw new IOException(key + " is not the key of the certificate in " + chain);
            }
            store.setKeyEntry("server", secret, NO_PASSWORD, certificates);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext tls = SSLContext.getInstance("TLSv1.3");
            tls.init(keys.getKeyManagers(), null, null);
            // Netty's builder would read keys through BouncyCastle's provider, which takes most of a second to load.
            return new JdkSslContext(
                    tls,
                    false,
                    null,
                    IdentityCipherSuiteFilter.INSTANCE,
                    ApplicationProtocolConfig.DISABLED,
                    ClientAuth.NONE,
                    new String[] {"TLSv1.3"},
                    false);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(chain + " and " + key + " are no certificate and key in PEM form", e);
        }
    }

    /** What the one signs, the other finds good. */
    private static boolean belongTogether(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
        String algorithm =
                switch (secret.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> secret.getAlgorithm();
                };
        byte[] text = "roomtalk".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(text);
        return signature.verify(signed);
    }

    /** The key that belongs to a certificate. */
    private PrivateKey privateKey(X509Certificate leaf) throws IOException, GeneralSecurityException {
        Matcher pem = PRIVATE_KEY.matcher(Files.readString(key, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IllegalArgumentException("no PKCS #8 key");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(leaf.getPublicKey().getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
