package dev.roomtalk.wire;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.SuccessionStatement;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statement of a server's old key that another one takes its place, for some time; see PROTOCOL.md. Who has pinned
 * the old key takes the new one on.
 *
 * <pre>
 *  signed = "roomtalk succession v1" 00 | length, old key | length, new key | until, ms
 *           (ASCII)                       4 bytes           4 bytes           8 bytes, all big-endian
 * </pre>
 *
 * @param oldKey SubjectPublicKeyInfo in DER, as is {@code newKey}
 * @param untilMillis milliseconds since 1970-01-01 UTC
 * @param signature of the old key: SHA256withECDSA, SHA256withRSA (PKCS #1) or Ed25519
 */
public record KeySuccession(ByteString oldKey, ByteString newKey, long untilMillis, ByteString signature) {
    /** For how long a statement may hold at most. */
    public static final Duration LONGEST = Duration.ofDays(90);

    private static final String DOMAIN = "roomtalk succession v1\0";
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    /**
     * Makes a statement.
     *
     * @throws GeneralSecurityException if the old key cannot sign
     */
    public static KeySuccession sign(PrivateKey old, PublicKey oldPublic, PublicKey next, Instant until)
            throws GeneralSecurityException {
        ByteString oldKey = ByteString.copyFrom(oldPublic.getEncoded());
        ByteString newKey = ByteString.copyFrom(next.getEncoded());
        Signature signature = Signature.getInstance(signatureOf(oldPublic));
        signature.initSign(old);
        signature.update(signed(oldKey, newKey, until.toEpochMilli()));
        return new KeySuccession(oldKey, newKey, until.toEpochMilli(), ByteString.copyFrom(signature.sign()));
    }

    public static KeySuccession of(SuccessionStatement message) {
        return new KeySuccession(
                message.getOldKey(), message.getNewKey(), message.getUntilMs(), message.getSignature());
    }

    public SuccessionStatement message() {
        return SuccessionStatement.newBuilder()
                .setOldKey(oldKey)
                .setNewKey(newKey)
                .setUntilMs(untilMillis)
                .setSignature(signature)
                .build();
    }

    /** The pin of the old key; null: it is no key of a kind that is known. */
    public @Nullable Pin from() {
        PublicKey key = parse(oldKey);
        return key == null ? null : Pin.of(key);
    }

    /** The same of the new key. */
    public @Nullable Pin to() {
        PublicKey key = parse(newKey);
        return key == null ? null : Pin.of(key);
    }

    /** Whether the old key has signed it, and it holds at this time, for no longer than a statement may. */
    public boolean holds(Instant now) {
        Instant until = Instant.ofEpochMilli(untilMillis);
        if (now.isAfter(until) || until.isAfter(now.plus(LONGEST).plus(Duration.ofDays(1)))) {
            return false;
        }
        try {
            PublicKey old = parse(oldKey);
            if (old == null || parse(newKey) == null) {
                return false;
            }
            Signature verifier = Signature.getInstance(signatureOf(old));
            verifier.initVerify(old);
            verifier.update(signed(oldKey, newKey, untilMillis));
            return verifier.verify(signature.toByteArray());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether these lead from one key to another, each statement from the new key of the one before. */
    public static boolean leads(List<KeySuccession> statements, Pin from, Pin to, Instant now) {
        Pin at = from;
        for (KeySuccession statement : statements) {
            Pin next = statement.to();
            if (at.equals(statement.from()) && next != null && statement.holds(now)) {
                at = next;
            }
        }
        return at.equals(to);
    }

    private static byte[] signed(ByteString oldKey, ByteString newKey, long untilMillis) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.write(DOMAIN.getBytes(StandardCharsets.US_ASCII));
            out.writeInt(oldKey.size());
            oldKey.writeTo(out);
            out.writeInt(newKey.size());
            newKey.writeTo(out);
            out.writeLong(untilMillis);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String signatureOf(PublicKey key) throws GeneralSecurityException {
        return switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            case "EdDSA", "Ed25519" -> "Ed25519";
            default ->
                throw new GeneralSecurityException("a key of kind " + key.getAlgorithm() + " signs no statement");
        };
    }

    private static @Nullable PublicKey parse(ByteString key) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(key.toByteArray()));
            } catch (GeneralSecurityException e) {
                // Of another kind, perhaps.
            }
        }
        return null;
    }
}
