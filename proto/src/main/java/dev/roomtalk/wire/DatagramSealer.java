package dev.roomtalk.wire;

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
        if (length > Protocol.MAX_PLAINTEXT) {
            throw new IllegalArgumentException(length + " bytes do not fit into one datagram");
        }
        long packetNumber = nextPacketNumber++;
        DatagramHeader.write(out, offset, connectionId, packetNumber);
        return cipher.seal(packetNumber, plaintext, start, length, out, offset);
    }

    public long connectionId() {
        return connectionId;
    }

    /** Datagrams sealed so far: from {@link Protocol#REKEY_DATAGRAMS} the connection id wants new keys. */
    public long sealed() {
        return nextPacketNumber - 1;
    }

    /** Seals nothing more. Another call does nothing. */
    @Override
    public void close() {
        cipher.close();
    }
}
