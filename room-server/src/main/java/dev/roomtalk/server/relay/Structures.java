package dev.roomtalk.server.relay;

import dev.roomtalk.wire.Protocol;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How Linux, where a pointer has 64 bits, lays out what {@link DatagramCalls} are given.
 *
 * <pre>
 * struct mmsghdr, 64 bytes:   0 struct msghdr   56 length received
 * struct msghdr, 56 bytes:    0 address   8 its length   16 iovecs   24 how many   32 control   40 its length
 * struct iovec, 16 bytes:     0 bytes   8 how many
 * struct cmsghdr, 16 bytes:   0 length with what follows   8 level   12 type
 * </pre>
 */
final class Structures {
    static final int HEADER_BYTES = 64;
    static final int NAME = 0;
    static final int NAME_LENGTH = 8;
    static final int VECTORS = 16;
    static final int VECTOR_COUNT = 24;
    static final int CONTROL = 32;
    static final int CONTROL_LENGTH = 40;
    static final int RECEIVED = 56;

    static final int VECTOR_BYTES = 16;
    static final int BASE = 0;
    static final int LENGTH = 8;

    static final int CONTROL_HEADER_BYTES = 16;
    static final int CONTROL_LEVEL = 8;
    static final int CONTROL_TYPE = 12;

    /** A control message of a short. */
    static final int CONTROL_BYTES = 24;

    /** From one address to the next. */
    static final int NAME_BYTES = 32;

    /**
     * From one datagram to the next: more than any datagram, so that one that is too long shows, and an odd number of
     * cache lines, so that those of many datagrams spread over the cache.
     */
    static final int SLOT_BYTES = 19 * 64;

    static {
        assert SLOT_BYTES > Protocol.MAX_DATAGRAM && NAME_BYTES >= PeerAddress.BYTES;
    }

    private Structures() {}

    /** Zeros, which are given back when nobody knows the segment. */
    static MemorySegment allocate(long bytes) {
        return Arena.ofAuto().allocate(bytes, 64);
    }
}
