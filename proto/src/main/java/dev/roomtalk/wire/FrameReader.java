package dev.roomtalk.wire;

import java.util.Objects;

/**
 * Walks the frames of a plaintext: records of one tag byte, a varint length of at most 3 bytes and a body (see
 * relay.proto). Reusable, confined to one thread. {@link #kind} to {@link #length} hold after {@link #next} returned
 * true.
 *
 * <pre>{@code
 * reader.reset(bytes, 0, length);
 * while (reader.next()) { ... reader.kind(), reader.body(), reader.bodyLength() ... }
 * if (reader.malformed()) { ... the rest of the datagram is dropped ... }
 * }</pre>
 */
public final class FrameReader {
    private byte[] bytes = {};
    private int position;
    private int end;
    private int start;
    private int kind;
    private int body;
    private int bodyLength;
    private boolean malformed;

    /**
     * Begins a walk.
     *
     * @throws IndexOutOfBoundsException if the range is not within the array
     */
    public void reset(byte[] plaintext, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, plaintext.length);
        bytes = plaintext;
        position = offset;
        end = offset + length;
        malformed = false;
    }

    /** Moves to the next frame; false at the end, or at something that is no frame. */
    public boolean next() {
        if (position == end || malformed) {
            return false;
        }
        start = position;
        int tag = bytes[position++];
        int length = readLength();
        // A field number below 16 with wire type 2 (length-delimited) is one byte.
        if ((tag & 0x87) != 2 || tag >> 3 == 0 || length < 0 || length > end - position) {
            malformed = true;
            return false;
        }
        kind = tag >> 3;
        body = position;
        bodyLength = length;
        position += length;
        return true;
    }

    /** At most 3 bytes, which is 2 MiB: more than the longest plaintext and the longest control message. */
    private int readLength() {
        int value = 0;
        for (int shift = 0; shift <= 14 && position < end; shift += 7) {
            int b = bytes[position++];
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        return -1;
    }

    /** The field number in {@code Frame}: 1 is Publish. Unknown numbers are to be passed over. */
    public int kind() {
        return kind;
    }

    /** Where the body begins, in the array given to {@link #reset}. */
    public int body() {
        return body;
    }

    public int bodyLength() {
        return bodyLength;
    }

    /** Where the whole frame begins. */
    public int start() {
        return start;
    }

    /** Bytes of the whole frame. */
    public int length() {
        return body + bodyLength - start;
    }

    /** The walk ended before the end of the plaintext. */
    public boolean malformed() {
        return malformed;
    }
}
