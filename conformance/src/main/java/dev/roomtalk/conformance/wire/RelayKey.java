package dev.roomtalk.conformance.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key of one direction of a connection id, as PROTOCOL.md, "Keys" and "Datagram", derive and use it.
 *
 * <pre>
 *  0       1                9                17
 *  | 0x10  | connection id  | packet number  | AES-128-GCM( frames ) + tag 16 |
 * </pre>
 */
public final class RelayKey {
    /** What a datagram has at least: the header and the tag. */
    public static final int SHORTEST = 33;

    public static final int LONGEST = 1200;
    private static final int HEADER = 17;
    private static final byte VERSION_AND_TYPE = 0x10;

    private final long connectionId;
    private final SecretKeySpec key;
    private final byte[] iv;

    /** @param sealedBy {@code client} or {@code server} */
    public RelayKey(byte[] secret, String sealedBy, long connectionId) {
        byte[] info = ByteBuffer.allocate(26)
                .put(("roomtalk v1 " + sealedBy).getBytes(StandardCharsets.US_ASCII))
                .putLong(connectionId)
                .array();
        byte[] output = hkdf(secret, info, 28);
        this.connectionId = connectionId;
        this.key = new SecretKeySpec(output, 0, 16, "AES");
        this.iv = Arrays.copyOfRange(output, 16, 28);
    }

    /** Seals a row of frames. */
    public byte[] seal(long packetNumber, byte[] frames) {
        byte[] header = ByteBuffer.allocate(HEADER)
                .put(VERSION_AND_TYPE)
                .putLong(connectionId)
                .putLong(packetNumber)
                .array();
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, packetNumber, header).doFinal(frames);
            return ByteBuffer.allocate(HEADER + sealed.length)
                    .put(header)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The frames of a datagram of this connection id; null if it does not authenticate. */
    public byte @Nullable [] open(byte[] datagram) {
        if (datagram.length < SHORTEST || datagram[0] != VERSION_AND_TYPE || connectionId(datagram) != connectionId) {
            return null;
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, packetNumber(datagram), Arrays.copyOf(datagram, HEADER))
                    .doFinal(datagram, HEADER, datagram.length - HEADER);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static long connectionId(byte[] datagram) {
        return ByteBuffer.wrap(datagram).getLong(1);
    }

    public static long packetNumber(byte[] datagram) {
        return ByteBuffer.wrap(datagram).getLong(9);
    }

    /** The IV, with the packet number XORed into its last eight bytes (RFC 9001 §5.3). */
    byte[] nonce(long packetNumber) {
        ByteBuffer nonce = ByteBuffer.wrap(iv.clone());
        return nonce.putLong(4, nonce.getLong(4) ^ packetNumber).array();
    }

    private Cipher cipher(int mode, long packetNumber, byte[] header) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(128, nonce(packetNumber)));
        cipher.updateAAD(header);
        return cipher;
    }

    /** RFC 5869 without salt. */
    static byte[] hkdf(byte[] secret, byte[] info, int length) {
        byte[] pseudorandomKey = hmac(new byte[32], secret);
        ByteBuffer output = ByteBuffer.allocate(length);
        byte[] block = {};
        for (byte i = 1; output.hasRemaining(); i++) {
            block = hmac(
                    pseudorandomKey,
                    ByteBuffer.allocate(block.length + info.length + 1)
                            .put(block)
                            .put(info)
                            .put(i)
                            .array());
            output.put(block, 0, Math.min(block.length, output.remaining()));
        }
        return output.array();
    }

    private static byte[] hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
