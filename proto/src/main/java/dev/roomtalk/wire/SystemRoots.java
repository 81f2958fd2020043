package dev.roomtalk.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of authorities that this machine trusts: of the file that {@code SSL_CERT_FILE} names, as for other
 * programs, or else of the system's bundle. Java's own are used where there is neither, or where the property {@code
 * javax.net.ssl.trustStore} names others. Any thread; reads files.
 */
public final class SystemRoots {
    /**
     * Whom this machine trusts.
     *
     * @param manager null: nobody
     * @param unreadable why that could not be read; empty if it was
     */
    public record Roots(@Nullable X509ExtendedTrustManager manager, String unreadable) {}

    /** Where systems keep them: Debian and Alpine, Fedora, SUSE, macOS and the BSDs. */
    private static final List<Path> BUNDLES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private SystemRoots() {}

    /** Reads them. */
    public static Roots load() {
        return load(System.getenv(), BUNDLES, System.getProperty("javax.net.ssl.trustStore") != null);
    }

    static Roots load(Map<String, String> environment, List<Path> bundles, boolean javaIsTold) {
        String named = environment.getOrDefault("SSL_CERT_FILE", "");
        Path file = null;
        try {
            if (javaIsTold) {
                return new Roots(manager(null), "");
            }
            file = named.isEmpty()
                    ? bundles.stream().filter(Files::isReadable).findFirst().orElse(null)
                    : Path.of(named);
            return new Roots(manager(file == null ? null : store(file)), "");
        } catch (GeneralSecurityException | IOException | InvalidPathException e) {
            return new Roots(
                    null,
                    "the authorities that this machine trusts cannot be read" + (file == null ? "" : " from " + file)
                            + ": " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
        }
    }

    private static KeyStore store(Path bundle) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(bundle))) {
            int number = 0;
            for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry(Integer.toString(number++), root);
            }
        }
        return store;
    }

    /** @param store null: Java's own */
    private static @Nullable X509ExtendedTrustManager manager(@Nullable KeyStore store)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager roots) {
                return roots;
            }
        }
        return null;
    }
}
