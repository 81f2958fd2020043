package dev.roomtalk.server.control;

import dev.roomtalk.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/**
 * The private key of a certificate in a PEM file, as tools make it: PKCS #8 (RFC 5958), PKCS #1 (RFC 8017), or SEC 1
 * (RFC 5915), whose curve may stand in a block before it. The sentence of each refusal says what the file is, and what
 * makes of it one that can be used.
 */
final class PrivateKeyFile {
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String PKCS1 = "RSA PRIVATE KEY";
    private static final String SEC1 = "EC PRIVATE KEY";

    private PrivateKeyFile() {}

    /**
     * The key of the certificate that has this public key. A file that another user could change is refused.
     *
     * @param chain the file of the certificate, for the person
     * @throws IOException in a sentence for the person
     */
    static PrivateKey read(Path file, PublicKey certified, Path chain) throws IOException {
        PemFile.Block block = block(file);
        PrivateFiles.requireSafeFile(file);
        PrivateKey key;
        try {
            key = key(block, certified);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            if (block.label().equals(SEC1) && !certified.getAlgorithm().equals("EC")) {
                throw another(file, chain, "EC", certified);
            }
            throw new IOException(
                    file + " is damaged, or holds a key of a kind that cannot be used here: give an EC"
                            + " (P-256), RSA or Ed25519 key",
                    e);
        }
        if (!kind(key.getAlgorithm()).equals(kind(certified.getAlgorithm()))) {
            throw another(file, chain, kind(key.getAlgorithm()), certified);
        }
        try {
            if (belongTogether(key, certified)) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds a key that cannot be used for TLS: " + e.getMessage(), e);
        }
        throw new IOException(file + " is not the key of the certificate in " + chain);
    }

    /** Whether the file holds the key of the certificate that has this public key. */
    static boolean fits(Path file, PublicKey certified, Path chain) {
        try {
            read(file, certified, chain);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * A key in PKCS #8 form whose certificate is gone.
     *
     * @throws IOException in a sentence for the person
     */
    static PrivateKey alone(Path file) throws IOException {
        PemFile.Block block = block(file);
        if (block.label().equals(SEC1)) {
            throw new IOException(file + " has no certificate beside it, and is not in PKCS #8 form: openssl pkey -in "
                    + file + " -out NEW writes it so");
        }
        try {
            return key(block, null);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new IOException(file + " is damaged: put its backup in its place", e);
        }
    }

    /**
     * The other half of a pair.
     *
     * @param file of the key, for the person
     */
    static PublicKey publicOf(PrivateKey key, Path file) throws IOException {
        try {
            if (key instanceof RSAPrivateCrtKey rsa) {
                return KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
            }
            if (key instanceof ECPrivateKey ec) {
                AlgorithmIdentifier algorithm =
                        PrivateKeyInfo.getInstance(key.getEncoded()).getPrivateKeyAlgorithm();
                X9ECParameters curve =
                        CustomNamedCurves.getByOID(ASN1ObjectIdentifier.getInstance(algorithm.getParameters()));
                byte[] point = new FixedPointCombMultiplier()
                        .multiply(curve.getG(), ec.getS())
                        .normalize()
                        .getEncoded(false);
                return KeyFactory.getInstance("EC")
                        .generatePublic(
                                new X509EncodedKeySpec(new SubjectPublicKeyInfo(algorithm, point).getEncoded()));
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " is damaged: put its backup in its place", e);
        }
        throw new IOException(file + " has no certificate beside it, and of a key of its kind none can be made here");
    }

    /** The algorithm by which a key signs a certificate. */
    static String signature(PrivateKey key) {
        return key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    }

    private static PemFile.Block block(Path file) throws IOException {
        PemFile pem = PemFile.read(file);
        for (PemFile.Block block : pem.blocks()) {
            if (block.encrypted() || block.label().equals("ENCRYPTED PRIVATE KEY")) {
                throw new IOException(pem.path() + " is encrypted with a password, which this server cannot be given:"
                        + " openssl pkey -in " + pem.path() + " -out NEW writes it without");
            }
            switch (block.label()) {
                case PKCS8, PKCS1, SEC1 -> {
                    return block;
                }
                case "OPENSSH PRIVATE KEY" ->
                    throw new IOException(pem.path() + " is a key in OpenSSH's form: ssh-keygen -p -m PKCS8 -f FILE"
                            + " makes a copy of it one in PEM form");
                case "DSA PRIVATE KEY" ->
                    throw new IOException(pem.path() + " is a DSA key, which TLS 1.3 does not know: give an EC, RSA or"
                            + " Ed25519 key");
                default -> {
                    // Parameters, a certificate, or what else may stand beside the key.
                }
            }
        }
        String how = pem.content().endsWith("DER form")
                ? "; openssl pkey -inform DER -in " + pem.path()
                        + " -out NEW makes one of a key, and openssl pkcs12 -in " + pem.path()
                        + " -nodes -out NEW of a PKCS #12 file"
                : "";
        throw new IOException(pem.path() + " holds no private key in PEM form: it " + pem.content() + how);
    }

    /** @param certified null: it is not known; needed for SEC 1 */
    private static PrivateKey key(PemFile.Block block, @Nullable PublicKey certified)
            throws GeneralSecurityException, IOException {
        byte[] pkcs8 =
                switch (block.label()) {
                    case PKCS1 ->
                        new PrivateKeyInfo(
                                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                                        ASN1Primitive.fromByteArray(block.der().toByteArray()))
                                .getEncoded();
                    // The curve is that of the certificate; if it is another's, the two do not belong together.
                    case SEC1 ->
                        new PrivateKeyInfo(
                                        SubjectPublicKeyInfo.getInstance(Objects.requireNonNull(certified)
                                                        .getEncoded())
                                                .getAlgorithm(),
                                        ASN1Primitive.fromByteArray(block.der().toByteArray()))
                                .getEncoded();
                    default -> block.der().toByteArray();
                };
        String algorithm = PrivateKeyInfo.getInstance(pkcs8)
                .getPrivateKeyAlgorithm()
                .getAlgorithm()
                .getId();
        return KeyFactory.getInstance(
                        switch (algorithm) {
                            case "1.2.840.113549.1.1.1" -> "RSA";
                            case "1.2.840.113549.1.1.10" -> "RSASSA-PSS";
                            case "1.2.840.10045.2.1" -> "EC";
                            case "1.3.101.112", "1.3.101.113" -> "EdDSA";
                            default -> algorithm;
                        })
                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    private static IOException another(Path file, Path chain, String kind, PublicKey certified) {
        return new IOException(file + " is not the key of the certificate in " + chain + ": it is an " + kind
                + " key, and the certificate has an " + kind(certified.getAlgorithm()) + " key");
    }

    /** Of the names that Java has for one kind, one. */
    private static String kind(String algorithm) {
        return switch (algorithm) {
            case "RSASSA-PSS" -> "RSA";
            case "Ed25519", "Ed448" -> "EdDSA";
            default -> algorithm;
        };
    }

    /** What the one signs, the other finds good. */
    static boolean belongTogether(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
        String algorithm =
                switch (secret.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> secret.getAlgorithm();
                };
        byte[] text = {'r', 'o', 'o', 'm', 't', 'a', 'l', 'k'};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(text);
        return signature.verify(signed);
    }
}
