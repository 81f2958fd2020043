package dev.roomtalk.wire;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * AES-128-GCM under the keys of one direction of one connection id, with the state that is kept for it. Confined to one
 * thread, which closes it: its state may be memory that the garbage collector knows nothing of.
 *
 * <p>The nonce is the IV with the packet number XORed into its last 8 bytes (RFC 9001 §5.3); the 17 header bytes are
 * the associated data. The state is made by the first call of {@link #seal} or {@link #open}, on the thread that owns
 * it: a session that never uses UDP has none, nor has one that was made and never registered.
 */
abstract sealed class Aead implements AutoCloseable permits JdkAead, OpenSslAead {
    /** Bytes that authentication adds to a plaintext. */
    static final int TAG_LENGTH = 16;

    static final int NONCE_LENGTH = 12;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** The first four bytes of every nonce, and what the packet number is XORed into: big-endian. */
    final int nonceHead;

    final long nonceTail;

    Aead(byte[] iv) {
        nonceHead = (int) INT.get(iv, 0);
        nonceTail = (long) LONG.get(iv, Integer.BYTES);
    }

    /**
     * The header must stand at {@code out[offset..offset+17)}; the sealed text goes behind it. Returns the datagram's
     * length.
     *
     * @throws IllegalStateException if it does not fit, or after {@link #close}
     */
    abstract int seal(long packetNumber, byte[] plaintext, int start, int length, byte[] out, int offset);

    /**
     * Seals into memory outside of Java's heap: the header must stand at its begin; the sealed text goes behind it.
     * Returns the datagram's length.
     *
     * @throws IllegalStateException if it does not fit, or after {@link #close}
     */
    abstract int seal(long packetNumber, byte[] plaintext, int start, int length, MemorySegment out);

    /**
     * Returns the plaintext's length, written at {@code out[0..)}, or -1 if the datagram does not authenticate.
     *
     * @param length of the datagram, header and tag included
     * @throws IllegalStateException if it does not fit, or after {@link #close}
     */
    abstract int open(long packetNumber, byte[] datagram, int offset, int length, byte[] out);

    /** Frees the state. Another call does nothing. */
    @Override
    public abstract void close();

    /** Writes the nonce of a packet number at {@code out[0..12)}. */
    final void nonce(long packetNumber, byte[] out) {
        INT.set(out, 0, nonceHead);
        LONG.set(out, Integer.BYTES, nonceTail ^ packetNumber);
    }
}
