package dev.roomtalk.server.relay;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Memory for the datagrams that one recvmmsg(2) brings, laid out once; {@linkplain Sender the sender} of the one that
 * was looked at last. Confined to its loop.
 */
final class ReceivedBatch implements Sender {
    /** The most that it takes at once. */
    static final int DATAGRAMS = 64;

    private static final int VECTORS_AT = DATAGRAMS * Structures.HEADER_BYTES;
    private static final int NAMES_AT = VECTORS_AT + DATAGRAMS * Structures.VECTOR_BYTES;
    private static final int SLOTS_AT = NAMES_AT + DATAGRAMS * Structures.NAME_BYTES;

    private final MemorySegment memory = Structures.allocate(SLOTS_AT + (long) DATAGRAMS * Structures.SLOT_BYTES);
    private int index;

    ReceivedBatch() {
        for (int i = 0; i < DATAGRAMS; i++) {
            long header = (long) i * Structures.HEADER_BYTES;
            long vector = VECTORS_AT + (long) i * Structures.VECTOR_BYTES;
            memory.set(ValueLayout.JAVA_LONG, header + Structures.NAME, memory.address() + name(i));
            memory.set(ValueLayout.JAVA_INT, header + Structures.NAME_LENGTH, PeerAddress.BYTES);
            memory.set(ValueLayout.JAVA_LONG, header + Structures.VECTORS, memory.address() + vector);
            memory.set(ValueLayout.JAVA_LONG, header + Structures.VECTOR_COUNT, 1);
            memory.set(ValueLayout.JAVA_LONG, vector + Structures.BASE, memory.address() + slot(i));
            memory.set(ValueLayout.JAVA_LONG, vector + Structures.LENGTH, Structures.SLOT_BYTES);
        }
    }

    private static long name(int index) {
        return NAMES_AT + (long) index * Structures.NAME_BYTES;
    }

    private static long slot(int index) {
        return SLOTS_AT + (long) index * Structures.SLOT_BYTES;
    }

    /** Receives what there is: how many datagrams, or an error below zero. */
    int receive(DatagramCalls calls) {
        return calls.receive(memory.address(), DATAGRAMS);
    }

    /** Copies a datagram, and makes its sender that of this batch; its length, more than any may have if it is. */
    int take(int index, byte[] bytes) {
        this.index = index;
        long header = (long) index * Structures.HEADER_BYTES;
        // Linux has written how long the address is.
        memory.set(ValueLayout.JAVA_INT, header + Structures.NAME_LENGTH, PeerAddress.BYTES);
        int length = memory.get(ValueLayout.JAVA_INT, header + Structures.RECEIVED);
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, slot(index), bytes, 0, length);
        return length;
    }

    @Override
    public boolean is(@Nullable PeerAddress address) {
        return address != null && address.stands(memory, name(index));
    }

    @Override
    public PeerAddress address() {
        return PeerAddress.read(memory, name(index));
    }
}
