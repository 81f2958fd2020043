package dev.roomtalk.wire;

import java.lang.foreign.MemorySegment;

/**
 * Makes the datagrams of one connection id in one direction, and owns their packet numbers. Confined to one thread,
 * which closes it: then what it holds outside of Java's heap is free.
 */
public final class DatagramSealer implements AutoCloseable {
    private final Aead cipher;
    private final long connectionId;
    private long nextPacketNumber = 1;

    DatagramSealer(Aead cipher, long connectionId) {
        this.cipher = cipher;
        this.connectionId = connectionId;
    }

    /** Begins at another packet number than 1: for golden vectors. */
    DatagramSealer(Aead cipher, long connectionId, long firstPacketNumber) {
        this(cipher, connectionId);
        this.nextPacketNumber = firstPacketNumber;
    }

    /**
     * Seals frames under the next packet number. The two arrays do not overlap.
     *
     * @param length at most {@link Protocol#MAX_PLAINTEXT}
     * @return the datagram's length, written at {@code out[offset..)}
     * @throws IllegalStateException if it does not fit, or after {@link #close}
     */
    public int seal(byte[] plaintext, int start, int length, byte[] out, int offset) {
        checkLength(length);
        long packetNumber = nextPacketNumber++;
        DatagramHeader.write(out, offset, connectionId, packetNumber);
        return cipher.seal(packetNumber, plaintext, start, length, out, offset);
    }

    /**
     * Seals frames under the next packet number, where the datagram is to stand.
     *
     * @param length at most {@link Protocol#MAX_PLAINTEXT}
     * @param out memory outside of Java's heap, of {@link Protocol#MAX_DATAGRAM} bytes
     * @return the datagram's length, written at the begin of {@code out}
     * @throws IllegalStateException if it does not fit, or after {@link #close}
     */
    public int seal(byte[] plaintext, int start, int length, MemorySegment out) {
        checkLength(length);
        long packetNumber = nextPacketNumber++;
        DatagramHeader.write(out, connectionId, packetNumber);
        return cipher.seal(packetNumber, plaintext, start, length, out);
    }

    /** A datagram is left out that there is no place for: its packet number is used up, as if it had got lost. */
    public void leaveOut() {
        nextPacketNumber++;
    }

    private static void checkLength(int length) {
        if (length > Protocol.MAX_PLAINTEXT) {
            throw new IllegalArgumentException(length + " bytes do not fit into one datagram");
        }
    }

    public long connectionId() {
        return connectionId;
    }

    /** Datagrams sealed or left out so far: from {@link Protocol#REKEY_DATAGRAMS} the connection id wants new keys. */
    public long sealed() {
        return nextPacketNumber - 1;
    }

    /** Seals nothing more. Another call does nothing. */
    @Override
    public void close() {
        cipher.close();
    }
}
