package dev.roomtalk.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** An {@link Aead} by the JDK's cipher, which works out the key's schedule again only when the key changes. */
final class JdkAead extends Aead {
    /**
     * Where a datagram of this thread is sealed that goes to memory: the JDK is slower where it writes there itself.
     */
    private static final ThreadLocal<byte[]> SEALED = ThreadLocal.withInitial(() -> new byte[Protocol.MAX_DATAGRAM]);

    private final int mode;
    private final byte[] nonce = new byte[NONCE_LENGTH];
    private @Nullable SecretKeySpec key;
    private @Nullable Cipher cipher;

    /** @param mode {@link Cipher#ENCRYPT_MODE} or {@link Cipher#DECRYPT_MODE} */
    JdkAead(RelayKeys.DirectionKeys keys, int mode) {
        super(keys.iv);
        this.key = new SecretKeySpec(keys.key, "AES");
        this.mode = mode;
    }

    @Override
    int seal(long packetNumber, byte[] plaintext, int start, int length, byte[] out, int offset) {
        try {
            Cipher ready = ready(packetNumber);
            ready.updateAAD(out, offset, DatagramHeader.LENGTH);
            return DatagramHeader.LENGTH + ready.doFinal(plaintext, start, length, out, offset + DatagramHeader.LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    @Override
    int seal(long packetNumber, byte[] plaintext, int start, int length, MemorySegment out) {
        if (DatagramHeader.LENGTH + length + TAG_LENGTH > out.byteSize()) {
            throw new IllegalStateException(length + " bytes do not fit into memory of " + out.byteSize());
        }
        byte[] sealed = SEALED.get();
        MemorySegment.copy(out, ValueLayout.JAVA_BYTE, 0, sealed, 0, DatagramHeader.LENGTH);
        int sealedLength = seal(packetNumber, plaintext, start, length, sealed, 0);
        MemorySegment.copy(sealed, 0, out, ValueLayout.JAVA_BYTE, 0, sealedLength);
        return sealedLength;
    }

    @Override
    int open(long packetNumber, byte[] datagram, int offset, int length, byte[] out) {
        try {
            Cipher ready = ready(packetNumber);
            ready.updateAAD(datagram, offset, DatagramHeader.LENGTH);
            return ready.doFinal(datagram, offset + DatagramHeader.LENGTH, length - DatagramHeader.LENGTH, out, 0);
        } catch (AEADBadTagException e) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening failed", e);
        }
    }

    private Cipher ready(long packetNumber) throws GeneralSecurityException {
        if (key == null) {
            throw new IllegalStateException("this cipher is closed");
        }
        if (cipher == null) {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        }
        nonce(packetNumber, nonce);
        // The parameters copy the nonce.
        cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * 8, nonce));
        return cipher;
    }

    @Override
    public void close() {
        key = null;
        cipher = null;
    }
}
