package dev.roomtalk.bench.roomtalk;

/** Writes the frames that the load generator sends, without making an object. See relay.proto. */
final class FrameWriter {
    /** Field numbers in {@code Frame}. */
    static final int ACK = 2;

    static final int DELIVER = 3;
    static final int LATEST = 5;
    static final int PING = 8;
    static final int PONG = 9;
    static final int CHALLENGE = 10;

    private static final int PUBLISH = 1;
    private static final int REPORT = 7;
    private static final int RESPONSE = 11;

    /** The longest frame written here, in bytes, but for publish frames. */
    static final int SMALL = 32;

    /** A publish frame is at most this much longer than its text. */
    static final int PUBLISH_OVERHEAD = 32;

    private FrameWriter() {}

    /** Returns where the frame ends. */
    static int publish(byte[] out, int offset, int room, long n, int aboveBase, byte[] text, int textLength) {
        int body = 1 + size(room) + 1 + size(n) + 1 + size(textLength) + textLength;
        if (aboveBase != 0) {
            body += 1 + size(aboveBase);
        }
        int at = head(out, offset, PUBLISH, body);
        at = number(out, at, 1, room);
        at = number(out, at, 2, n);
        if (aboveBase != 0) {
            at = number(out, at, 3, aboveBase);
        }
        out[at++] = 4 << 3 | 2;
        at = varint(out, at, textLength);
        System.arraycopy(text, 0, out, at, textLength);
        return at + textLength;
    }

    /** Returns where the frame ends. */
    static int ping(byte[] out, int offset, int id) {
        return number(out, head(out, offset, PING, 1 + size(id)), 1, id);
    }

    /** Returns where the frame ends. */
    static int report(byte[] out, int offset, long highest, long received) {
        int at = head(out, offset, REPORT, 1 + size(highest) + 1 + size(received));
        at = number(out, at, 1, highest);
        return number(out, at, 2, received);
    }

    /** Returns where the frame ends. */
    static int response(byte[] out, int offset, long data) {
        int at = head(out, offset, RESPONSE, 1 + Long.BYTES);
        out[at++] = 1 << 3 | 1;
        for (int i = 0; i < Long.BYTES; i++) {
            out[at++] = (byte) (data >>> (8 * i));
        }
        return at;
    }

    private static int head(byte[] out, int offset, int kind, int body) {
        out[offset] = (byte) (kind << 3 | 2);
        return varint(out, offset + 1, body);
    }

    private static int number(byte[] out, int offset, int field, long value) {
        out[offset] = (byte) (field << 3);
        return varint(out, offset + 1, value);
    }

    static int varint(byte[] out, int offset, long value) {
        int at = offset;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out[at++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
        return at;
    }

    /** Bytes of a varint. */
    static int size(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
    }
}
