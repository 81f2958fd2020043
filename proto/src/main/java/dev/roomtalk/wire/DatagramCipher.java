package dev.roomtalk.wire;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-128-GCM of one direction of one connection id. Confined to one thread.
 *
 * <p>The nonce is the IV with the packet number XORed into its last 8 bytes (RFC 9001 §5.3); the 17 header bytes are
 * the associated data. The engine is borrowed from the thread: a session at rest holds a key and an IV, nothing more.
 */
final class DatagramCipher {
    /** Bytes that authentication adds to a plaintext. */
    static final int TAG_LENGTH = 16;

    private static final int IV_LENGTH = 12;

    private static final ThreadLocal<Engine> ENGINE = ThreadLocal.withInitial(Engine::new);

    /** What all ciphers of a thread share: the cipher object, and room for a nonce (the parameters copy it). */
    private static final class Engine {
        final Cipher cipher;
        final byte[] nonce = new byte[IV_LENGTH];

        Engine() {
            try {
                cipher = Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK lacks AES/GCM", e);
            }
        }
    }

    private final SecretKeySpec key;
    private final byte[] iv;

    DatagramCipher(RelayKeys.DirectionKeys keys) {
        this.key = new SecretKeySpec(keys.key, "AES");
        this.iv = keys.iv;
    }

    /**
     * The header must stand at {@code out[offset..offset+17)}; the sealed text goes behind it. Returns the datagram's
     * length.
     */
    int seal(long packetNumber, byte[] plaintext, int start, int length, byte[] out, int offset) {
        try {
            Cipher cipher = initialised(Cipher.ENCRYPT_MODE, packetNumber);
            cipher.updateAAD(out, offset, DatagramHeader.LENGTH);
            return DatagramHeader.LENGTH
                    + cipher.doFinal(plaintext, start, length, out, offset + DatagramHeader.LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /** Returns the plaintext's length, written at {@code out[0..)}, or -1 if the datagram does not authenticate. */
    int open(long packetNumber, byte[] datagram, int offset, int length, byte[] out) {
        try {
            Cipher cipher = initialised(Cipher.DECRYPT_MODE, packetNumber);
            cipher.updateAAD(datagram, offset, DatagramHeader.LENGTH);
            return cipher.doFinal(datagram, offset + DatagramHeader.LENGTH, length - DatagramHeader.LENGTH, out, 0);
        } catch (AEADBadTagException e) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening failed", e);
        }
    }

    private Cipher initialised(int mode, long packetNumber) throws GeneralSecurityException {
        Engine engine = ENGINE.get();
        nonce(packetNumber, engine.nonce);
        engine.cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * 8, engine.nonce));
        return engine.cipher;
    }

    /** Writes the nonce of a packet number at {@code out[0..12)}. */
    void nonce(long packetNumber, byte[] out) {
        System.arraycopy(iv, 0, out, 0, IV_LENGTH);
        for (int i = 0; i < Long.BYTES; i++) {
            out[IV_LENGTH - 1 - i] ^= (byte) (packetNumber >>> (8 * i));
        }
    }
}
