package dev.roomtalk.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What PROTOCOL.md says of keys and datagrams, once more, from nothing but HMAC and AES. */
final class Independent {
    private Independent() {}

    /** RFC 5869, by hand. */
    static byte[] hkdf(byte[] secret, byte[] salt, byte[] info, int length) {
        byte[] pseudorandomKey = hmac(salt.length == 0 ? new byte[32] : salt, secret);
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

    /** 28 bytes: key (16) and IV (12). {@code sealedBy}: client or server. */
    static byte[] keys(byte[] secret, String sealedBy, long connectionId) {
        byte[] info = ByteBuffer.allocate(26)
                .put("roomtalk v1 ".getBytes(StandardCharsets.US_ASCII))
                .put(sealedBy.getBytes(StandardCharsets.US_ASCII))
                .putLong(connectionId)
                .array();
        return hkdf(secret, new byte[0], info, 28);
    }

    /** RFC 9001 §5.3: the IV, XORed with the packet number padded on the left to its length. */
    static byte[] nonce(byte[] iv, long packetNumber) {
        byte[] padded = ByteBuffer.allocate(12).putInt(0).putLong(packetNumber).array();
        byte[] nonce = new byte[12];
        for (int i = 0; i < 12; i++) {
            nonce[i] = (byte) (iv[i] ^ padded[i]);
        }
        return nonce;
    }

    static byte[] datagram(byte[] secret, String sealedBy, long connectionId, long packetNumber, byte[] plaintext) {
        byte[] keys = keys(secret, sealedBy, connectionId);
        byte[] header = ByteBuffer.allocate(17)
                .put((byte) 0x10)
                .putLong(connectionId)
                .putLong(packetNumber)
                .array();
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(Arrays.copyOf(keys, 16), "AES"),
                    new GCMParameterSpec(128, nonce(Arrays.copyOfRange(keys, 16, 28), packetNumber)));
            cipher.updateAAD(header);
            byte[] sealed = cipher.doFinal(plaintext);
            return ByteBuffer.allocate(17 + sealed.length)
                    .put(header)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
