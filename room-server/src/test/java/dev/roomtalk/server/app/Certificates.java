package dev.roomtalk.server.app;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates and keys for tests, in the forms that tools write. */
public final class Certificates {
    private Certificates() {}

    /** A pair of the kind {@code EC}, {@code RSA} or {@code Ed25519}. */
    public static KeyPair pair(String kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (kind.equals("EC")) {
                generator.initialize(256);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes a certificate that is valid from one time to another, for these names. */
    public static Path certificate(Path file, KeyPair pair, Instant from, Instant until, String... names)
            throws IOException {
        X500Name name = new X500Name("CN=" + (names.length == 0 ? "roomtalk" : names[0]));
        String algorithm =
                switch (pair.getPublic().getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> "Ed25519";
                };
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name, BigInteger.ONE, Date.from(from), Date.from(until), name, pair.getPublic());
            if (names.length > 0) {
                GeneralName[] all = new GeneralName[names.length];
                for (int i = 0; i < names.length; i++) {
                    all[i] = new GeneralName(GeneralName.dNSName, names[i]);
                }
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
            }
            byte[] der = builder.build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()))
                    .getEncoded();
            return Files.writeString(file, pem("CERTIFICATE", der));
        } catch (OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes a certificate that is valid today. */
    public static Path certificate(Path file, KeyPair pair, String... names) throws IOException {
        Instant now = Instant.now();
        return certificate(file, pair, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)), names);
    }

    /** PKCS #8. */
    public static String pkcs8(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** The form before PKCS #8: PKCS #1 of an RSA key, SEC 1 of an EC key. */
    public static String traditional(PrivateKey key) throws IOException {
        ASN1Encodable inner = PrivateKeyInfo.getInstance(key.getEncoded()).parsePrivateKey();
        return pem(key.getAlgorithm() + " PRIVATE KEY", inner.toASN1Primitive().getEncoded(ASN1Encoding.DER));
    }

    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
