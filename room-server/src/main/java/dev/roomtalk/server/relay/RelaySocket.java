package dev.roomtalk.server.relay;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** One UDP socket of a relay loop, and its loop's only way to the network. Confined to that loop. */
interface RelaySocket {
    /** Takes what arrived. */
    interface Receiver {
        /** One datagram in {@code bytes[0..length)}, valid during the call, as {@code from} is. */
        void onDatagram(RelaySocket via, byte[] bytes, int length, Sender from);

        /** No more datagrams for now. */
        void onBatchEnd();
    }

    /**
     * Memory for one more datagram, outside of Java's heap and at least as long as any; null: the queue is full. It is
     * the caller's until it calls this socket again.
     */
    @Nullable
    MemorySegment reserve();

    /** Queues what stands at the begin of the memory that was reserved by the last call. */
    void commit(int length, PeerAddress to);

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
