package dev.roomtalk.server.relay;

/** One UDP socket of a relay loop, and its loop's only way to the network. Confined to that loop. */
interface RelaySocket {
    /** Takes what arrived. */
    interface Receiver {
        /** One datagram in {@code bytes[0..length)}, valid during the call, as {@code from} is. */
        void onDatagram(RelaySocket via, byte[] bytes, int length, Sender from);

        /** No more datagrams for now. */
        void onBatchEnd();
    }

    /** Queues a datagram, copied from {@code bytes[0..length)}; false: the queue is full and it is dropped. */
    boolean send(byte[] bytes, int length, PeerAddress to);

    /** Hands everything queued to the kernel. */
    void flush();

    /** Has the kernel drop what cannot be of this node, or no longer; where it cannot, nothing changes. */
    default void guard(boolean guarded) {}

    /** Datagrams that the kernel has dropped here since the last call. */
    default long takeDrops() {
        return 0;
    }

    /** Which of the node's bound addresses this is: the same number on every loop. */
    int slot();
}
