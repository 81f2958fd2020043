package dev.roomtalk.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a public key's SubjectPublicKeyInfo: what a client remembers of a server (RFC 7469 §2.4). A
 * certificate that is renewed with the same key keeps its pin.
 *
 * @param text {@code SHA256:} and 43 characters of unpadded base64, as ssh writes fingerprints
 */
public record Pin(String text) {
    private static final String PREFIX = "SHA256:";

    /** @throws IllegalArgumentException if this is no text of a pin: {@link #parse} takes what people write */
    public Pin {
        if (!text.equals(canonical(text))) {
            throw new IllegalArgumentException("'" + text + "' is no fingerprint");
        }
    }

    public static Pin of(PublicKey key) {
        return new Pin(PREFIX + Base64.getEncoder().withoutPadding().encodeToString(sha256(key.getEncoded())));
    }

    /**
     * Reads what a person gives: the text of a pin, with or without {@code SHA256:}.
     *
     * @throws IllegalArgumentException with a sentence for the person
     */
    public static Pin parse(String text) {
        String canonical = canonical(text.strip());
        if (canonical == null) {
            throw new IllegalArgumentException("'" + text
                    + "' is no fingerprint: give SHA256: and 43 characters, as the server prints it when it starts");
        }
        return new Pin(canonical);
    }

    /** The one text of these 32 bytes (padding and unused bits could write them otherwise); null: it is no pin. */
    private static @Nullable String canonical(String text) {
        String base64 = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        try {
            byte[] hash = Base64.getDecoder().decode(base64);
            return hash.length == 32
                    ? PREFIX + Base64.getEncoder().withoutPadding().encodeToString(hash)
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The SHA-256 of some bytes; a token's is what servers keep of it. */
    public static byte[] sha256(byte[] bytes) {
        return newSha256().digest(bytes);
    }

    /** Works out the SHA-256 of what comes in parts. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks SHA-256", e);
        }
    }

    /** For file names: 64 hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(text.substring(PREFIX.length())));
    }

    @Override
    public String toString() {
        return text;
    }
}
