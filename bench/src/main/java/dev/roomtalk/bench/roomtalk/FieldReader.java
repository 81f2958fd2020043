package dev.roomtalk.bench.roomtalk;

import dev.roomtalk.wire.FrameReader;

/**
 * Walks the fields of one protobuf message without making an object. Reusable, confined to one thread. Protobuf's own
 * parser would cost the load generator more than the server that it measures.
 */
final class FieldReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private byte[] bytes = {};
    private int position;
    private int end;
    private int field;
    private long value;
    private int start;
    private int length;
    private boolean malformed;

    void reset(byte[] message, int offset, int messageLength) {
        bytes = message;
        position = offset;
        end = offset + messageLength;
        malformed = false;
    }

    /** The body of the frame that the reader stands at. */
    void reset(byte[] plaintext, FrameReader frame) {
        reset(plaintext, frame.body(), frame.bodyLength());
    }

    /** Moves to the next field; false at the end, or at something that is no field. */
    boolean next() {
        if (position >= end || malformed) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        value = 0;
        start = position;
        length = 0;
        switch ((int) (tag & 7)) {
            case VARINT -> value = varint();
            case FIXED64 -> fixed(Long.BYTES);
            case FIXED32 -> fixed(Integer.BYTES);
            case BYTES -> {
                long size = varint();
                start = position;
                if (size < 0 || size > end - position) {
                    malformed = true;
                } else {
                    length = (int) size;
                    position += length;
                }
            }
            default -> malformed = true;
        }
        malformed |= field == 0;
        return !malformed;
    }

    private void fixed(int size) {
        if (size > end - position) {
            malformed = true;
            return;
        }
        for (int i = size - 1; i >= 0; i--) {
            value = (value << 8) | (bytes[position + i] & 0xff);
        }
        position += size;
    }

    private long varint() {
        long result = 0;
        for (int shift = 0; shift < Long.SIZE && position < end; shift += 7) {
            int b = bytes[position++];
            result |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return result;
            }
        }
        malformed = true;
        return 0;
    }

    int field() {
        return field;
    }

    /** Of a number field. */
    long value() {
        return value;
    }

    /** Where a text or bytes field begins, in the array given to {@link #reset}. */
    int start() {
        return start;
    }

    /** The length of a text or bytes field. */
    int length() {
        return length;
    }

    /** The walk ended before the end of the message. */
    boolean malformed() {
        return malformed;
    }
}
