package dev.roomtalk.wire;

/**
 * Opens the datagrams of one connection id in one direction, each once. Confined to one thread, which closes it: then
 * what it holds outside of Java's heap is free.
 */
public final class DatagramOpener implements AutoCloseable {
    /** {@link #open}: the datagram does not authenticate. */
    public static final int FORGED = -1;

    /** {@link #open}: its packet number was seen before, is too old to tell, or is below 1. */
    public static final int REPLAYED = -2;

    private final Aead cipher;
    private final ReplayWindow window = new ReplayWindow();
    private long received;
    private boolean newest;

    DatagramOpener(Aead cipher) {
        this.cipher = cipher;
    }

    /**
     * Opens a datagram. What is not {@linkplain DatagramHeader#plausible plausible} is {@link #FORGED}; the replay
     * window moves only for what authenticates.
     *
     * @param out takes at least {@link Protocol#MAX_PLAINTEXT} bytes
     * @return the plaintext's length, or {@link #FORGED} or {@link #REPLAYED}
     * @throws IllegalStateException after {@link #close}
     */
    public int open(byte[] datagram, int offset, int length, byte[] out) {
        if (length == 0 || !DatagramHeader.plausible(datagram[offset], length)) {
            return FORGED;
        }
        long packetNumber = DatagramHeader.packetNumber(datagram, offset);
        if (!window.isFresh(packetNumber)) {
            return REPLAYED;
        }
        int opened = cipher.open(packetNumber, datagram, offset, length, out);
        if (opened < 0) {
            return FORGED;
        }
        newest = packetNumber > window.highest();
        window.set(packetNumber);
        received++;
        return opened;
    }

    /** Whether the datagram opened last has the highest packet number so far. */
    public boolean newest() {
        return newest;
    }

    /** The highest packet number opened; 0: none. */
    public long highest() {
        return window.highest();
    }

    /** Datagrams opened. */
    public long received() {
        return received;
    }

    /** Opens nothing more. Another call does nothing. */
    @Override
    public void close() {
        cipher.close();
    }
}
