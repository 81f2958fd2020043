package dev.roomtalk.server.control;

import com.google.protobuf.ByteString;
import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.wire.Pin;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The server's certificate and its key, as PEM files: the operator's, or one that was made on the first start. Over 300
 * lines, because what is checked of a certificate and what is made must agree.
 */
public record Certificate(Path chain, Path key, X509Certificate leaf) {
    private static final char[] NO_PASSWORD = new char[0];
    private static final Duration VALID = Duration.ofDays(3650);
    static final String CHAIN_FILE = "certificate.pem";
    static final String KEY_FILE = "key.pem";
    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=([^,+]+)");

    /** Kinds of alternative names (RFC 5280, GeneralName): of hosts, and of addresses. */
    private static final List<Integer> NAMES = List.of(2, 7);

    /**
     * The operator's certificate.
     *
     * @throws IOException in a sentence for the person
     */
    public static Certificate given(Path chain, Path key) throws IOException {
        return new Certificate(chain, key, certificates(chain)[0]);
    }

    /**
     * The certificate in a directory; made there if there is none: EC P-256, 10 years. The key is the identity of the
     * server: one that is there is kept, and gets a certificate if it has none.
     *
     * @throws IOException in a sentence for the person: also where there is a certificate and its key is gone
     */
    public static Certificate selfMade(Path directory, Instant now, SecureRandom random) throws IOException {
        Path chain = directory.resolve(CHAIN_FILE);
        Path key = directory.resolve(KEY_FILE);
        requireNotHalf(directory);
        if (!isThere(key)) {
            KeyPair pair = newPair(random);
            PrivateFiles.replace(key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()), PrivateFiles.OWNER_ONLY);
            certify(chain, pair.getPublic(), pair.getPrivate(), now, random);
        } else if (!isThere(chain)) {
            PrivateKey kept = PrivateKeyFile.alone(key);
            certify(chain, PrivateKeyFile.publicOf(kept, key), kept, now, random);
        }
        return new Certificate(chain, key, certificates(chain)[0]);
    }

    /**
     * Makes a key and its certificate in a directory that has neither.
     *
     * @throws IOException in a sentence for the person
     */
    public static Certificate make(Path directory, Instant now, SecureRandom random) throws IOException {
        for (String name : List.of(KEY_FILE, CHAIN_FILE)) {
            if (isThere(directory.resolve(name))) {
                throw new IOException("there is " + directory.resolve(name) + " already: nothing was made");
            }
        }
        return selfMade(directory, now, random);
    }

    /**
     * Looks at the certificate that {@link #selfMade} would use, and makes nothing.
     *
     * @throws IOException in a sentence for the person
     */
    public static void checkSelfMade(Path directory) throws IOException {
        Path chain = directory.resolve(CHAIN_FILE);
        Path key = directory.resolve(KEY_FILE);
        requireNotHalf(directory);
        if (isThere(key) && isThere(chain)) {
            given(chain, key).context();
        } else if (isThere(key)) {
            PrivateKeyFile.publicOf(PrivateKeyFile.alone(key), key);
        }
    }

    /** A certificate without its key is worth nothing, and to make another key would be to become another server. */
    private static void requireNotHalf(Path directory) throws IOException {
        Path key = directory.resolve(KEY_FILE);
        if (isThere(directory.resolve(CHAIN_FILE)) && !isThere(key)) {
            throw new IOException("there is " + directory.resolve(CHAIN_FILE) + ", and its key is gone: put " + key
                    + " back, or remove the certificate to begin with a new key, which clients that know the old one"
                    + " refuse");
        }
    }

    /** Also as a link that leads nowhere now. */
    private static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** Of its key. */
    public Pin pin() {
        return Pin.of(leaf.getPublicKey());
    }

    /** Until when it is valid. */
    public Instant until() {
        return leaf.getNotAfter().toInstant();
    }

    /**
     * What is wrong with it at a time: it is over, or has not begun; null if nothing is.
     *
     * @return a sentence for the person
     */
    public @Nullable String untimely(Instant now) {
        Instant from = leaf.getNotBefore().toInstant();
        if (now.isBefore(from)) {
            return chain + " is not yet valid: it begins on " + from + ", and the clock of this machine says "
                    + now.truncatedTo(ChronoUnit.SECONDS) + "; until then clients refuse it";
        }
        return now.isAfter(until())
                ? chain + " has expired: it was valid until " + until() + ", and clients refuse it; renew it"
                : null;
    }

    /** Of these names of hosts those that it is not for: a client that connects by one of them refuses it. */
    public List<String> doesNotName(List<String> hosts) {
        List<String> names = names();
        return hosts.stream()
                .filter(host -> names.stream().noneMatch(name -> covers(name, host)))
                .toList();
    }

    private static boolean covers(String name, String host) {
        int dot = host.indexOf('.');
        return name.equalsIgnoreCase(host)
                || (name.startsWith("*.") && dot > 0 && name.substring(1).equalsIgnoreCase(host.substring(dot)));
    }

    /** The names and addresses that it is for: its alternative names or, without those, its common name. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> each : alternatives) {
                    if (each.get(1) instanceof String name && NAMES.contains(each.getFirst())) {
                        names.add(name);
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        if (names.isEmpty()) {
            Matcher common = COMMON_NAME.matcher(leaf.getSubjectX500Principal().getName());
            if (common.find()) {
                names.add(common.group(1));
            }
        }
        return List.copyOf(names);
    }

    /** The first certificate of a file. */
    static X509Certificate leaf(Path chain) throws IOException {
        return certificates(chain)[0];
    }

    /** At least one, the server's own first. */
    private static X509Certificate[] certificates(Path chain) throws IOException {
        PemFile pem = PemFile.read(chain);
        List<ByteString> encoded = new ArrayList<>();
        for (PemFile.Block block : pem.blocks()) {
            if (block.label().endsWith("CERTIFICATE")) {
                encoded.add(block.der());
            }
        }
        if (pem.blocks().isEmpty() && !pem.bytes().isEmpty()) {
            encoded.add(pem.bytes());
        }
        if (encoded.isEmpty()) {
            throw new IOException(chain + " holds no certificate: it " + pem.content());
        }
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (ByteString der : encoded) {
                certificates.add((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(der.newInput()));
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(chain + " is no certificate in PEM form: it " + pem.content(), e);
        }
        return certificates.toArray(X509Certificate[]::new);
    }

    static KeyPair newPair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot make a key", e);
        }
    }

    /** Writes a certificate of this key, signed by itself. */
    private static void certify(Path chain, PublicKey open, PrivateKey secret, Instant now, SecureRandom random)
            throws IOException {
        X500Name name = new X500Name("CN=roomtalk");
        try {
            byte[] certificate = new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(126, random),
                            Date.from(now.minus(Duration.ofDays(1))),
                            Date.from(now.plus(VALID)),
                            name,
                            open)
                    .build(new JcaContentSignerBuilder(PrivateKeyFile.signature(secret)).build(secret))
                    .getEncoded();
            PrivateFiles.replace(chain, pem("CERTIFICATE", certificate), PrivateFiles.OWNER_ONLY);
        } catch (OperatorCreationException e) {
            throw new IOException("cannot make a certificate for " + chain + ": " + e.getMessage(), e);
        }
    }

    static byte[] pem(String what, byte[] der) {
        String pem = "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
        return pem.getBytes(StandardCharsets.US_ASCII);
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
            SSLContext tls = SSLContext.getInstance("TLSv1.3");
            tls.init(new KeyManager[] {keyManager()}, null, null);
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
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS 1.3", e);
        }
    }

    /**
     * What shows this certificate in a TLS handshake.
     *
     * @throws IOException in a sentence for the person
     */
    public X509ExtendedKeyManager keyManager() throws IOException {
        try {
            X509Certificate[] certificates = certificates(chain);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            PrivateKey secret = privateKey(certificates);
            store.setKeyEntry("server", secret, NO_PASSWORD, certificates);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            return (X509ExtendedKeyManager) keys.getKeyManagers()[0];
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    chain + " and " + key
                            + " cannot be used: each certificate of the file must be that of the issuer of"
                            + " the one before it (" + e.getMessage() + ")",
                    e);
        }
    }

    private PrivateKey privateKey(X509Certificate[] certificates) throws IOException {
        try {
            return PrivateKeyFile.read(key, certificates[0].getPublicKey(), chain);
        } catch (IOException e) {
            for (int i = 1; i < certificates.length; i++) {
                if (PrivateKeyFile.fits(key, certificates[i].getPublicKey(), chain)) {
                    throw new IOException(
                            key + " is the key of certificate " + (i + 1) + " in " + chain
                                    + ": the server's own must be the first one of the file",
                            e);
                }
            }
            throw e;
        }
    }
}
