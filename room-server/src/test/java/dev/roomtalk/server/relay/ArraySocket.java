package dev.roomtalk.server.relay;

import dev.roomtalk.wire.Protocol;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A socket without a network: what is sent comes as an array, at once. */
abstract class ArraySocket implements RelaySocket {
    private final MemorySegment memory = Arena.ofAuto().allocate(Protocol.MAX_DATAGRAM);

    abstract void sent(byte[] datagram, PeerAddress to);

    @Override
    public MemorySegment reserve() {
        return memory;
    }

    @Override
    public void commit(int length, PeerAddress to) {
        sent(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), to);
    }

    @Override
    public void flush() {}

    @Override
    public int slot() {
        return 0;
    }

    /** Queues a copy; false: the queue is full. */
    static boolean send(RelaySocket socket, byte[] bytes, int length, PeerAddress to) {
        MemorySegment memory = socket.reserve();
        if (memory == null) {
            return false;
        }
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, length);
        socket.commit(length, to);
        return true;
    }
}
