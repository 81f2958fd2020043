package dev.roomtalk.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The first 17 bytes of a datagram, in the clear and authenticated.
 *
 * <pre>
 *  0        1                9                17
 *  | ver/t  | connection id  | packet number  | AES-128-GCM( frame* ) + tag 16 |
 * </pre>
 *
 * <p>{@code ver/t}: the version in the high four bits, the type in the low four; 0 is the only type. Integers are
 * big-endian. The first byte of a connection id is the index of the relay loop that owns it.
 */
public final class DatagramHeader {
    /** Bytes of the header. */
    public static final int LENGTH = 17;

    /** The only first byte that version 1 knows. */
    public static final byte VERSION_AND_TYPE = Protocol.VERSION << 4;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final ValueLayout.OfLong LONG_IN_MEMORY =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private DatagramHeader() {}

    /** Writes a header at {@code offset}. */
    public static void write(byte[] out, int offset, long connectionId, long packetNumber) {
        out[offset] = VERSION_AND_TYPE;
        LONG.set(out, offset + 1, connectionId);
        LONG.set(out, offset + 9, packetNumber);
    }

    /** Writes a header at the begin of memory. */
    static void write(MemorySegment out, long connectionId, long packetNumber) {
        out.set(ValueLayout.JAVA_BYTE, 0, VERSION_AND_TYPE);
        out.set(LONG_IN_MEMORY, 1, connectionId);
        out.set(LONG_IN_MEMORY, 9, packetNumber);
    }

    /** Whether these bytes can be a datagram of this version: long enough for an empty one, and not too long. */
    public static boolean plausible(byte firstByte, int length) {
        return firstByte == VERSION_AND_TYPE && length >= LENGTH + Aead.TAG_LENGTH && length <= Protocol.MAX_DATAGRAM;
    }

    public static long connectionId(byte[] datagram, int offset) {
        return (long) LONG.get(datagram, offset + 1);
    }

    public static long packetNumber(byte[] datagram, int offset) {
        return (long) LONG.get(datagram, offset + 9);
    }

    /** The index of the relay loop that owns a connection id. */
    public static int loop(long connectionId) {
        return (int) (connectionId >>> 56);
    }
}
