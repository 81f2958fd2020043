package dev.roomtalk.wire;

import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a {@code Publish} (see relay.proto) where it stands, without making a message of it: once for each
 * that people say. Reusable, confined to one thread. {@link #room} to {@link #target} hold after {@link #read} returned
 * true, for as long as the array is not written to.
 */
public final class PublishReader {
    private static final int ROOM = 1 << 3;
    private static final int N = 2 << 3;
    private static final int ABOVE_BASE = 3 << 3;
    private static final int TEXT = 4 << 3 | 2;
    private static final int LABEL = 5 << 3 | 2;
    private static final int KIND = 6 << 3;
    private static final int TARGET_EPOCH = 7 << 3;
    private static final int TARGET = 8 << 3;

    private static final int VARINT_BITS = 64;

    private byte[] bytes = {};
    private int position;
    private int end;
    private boolean malformed;
    private int room;
    private long n;
    private int aboveBase;
    private int text;
    private int textBytes;
    private int label;
    private int labelBytes;
    private int kind;
    private long targetEpoch;
    private long target;

    /**
     * Reads a body; false: it is malformed, or it has what only the generated parser understands, and that is to be
     * asked.
     */
    public boolean read(byte[] plaintext, int offset, int length) {
        bytes = plaintext;
        position = offset;
        end = offset + length;
        malformed = false;
        room = 0;
        n = 0;
        aboveBase = 0;
        text = offset;
        textBytes = 0;
        label = offset;
        labelBytes = 0;
        kind = 0;
        targetEpoch = 0;
        target = 0;
        boolean known = true;
        while (known && !malformed && position < end) {
            known = field(bytes[position++]);
        }
        return known && !malformed;
    }

    private boolean field(int tag) {
        switch (tag) {
            case ROOM -> room = (int) varint();
            case N -> n = varint();
            case ABOVE_BASE -> aboveBase = (int) varint();
            case TEXT -> {
                textBytes = bytes();
                text = position - textBytes;
            }
            case LABEL -> {
                labelBytes = bytes();
                label = position - labelBytes;
            }
            case KIND -> kind = (int) varint();
            case TARGET_EPOCH -> targetEpoch = varint();
            case TARGET -> target = varint();
            default -> {
                return false;
            }
        }
        return true;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < VARINT_BITS && position < end; shift += 7) {
            int b = bytes[position++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        malformed = true;
        return 0;
    }

    /** Passes over bytes behind their length, and returns how many they are. */
    private int bytes() {
        long length = varint();
        if (length < 0 || length > end - position) {
            malformed = true;
            return 0;
        }
        position += (int) length;
        return (int) length;
    }

    public int room() {
        return room;
    }

    /** Unsigned in the wire: below 1 it is none. */
    public long n() {
        return n;
    }

    public int aboveBase() {
        return aboveBase;
    }

    /** How many bytes the text has. */
    public int textBytes() {
        return textBytes;
    }

    /** Null: it is not UTF-8. */
    public @Nullable String text() {
        return Utf8.decode(bytes, text, textBytes);
    }

    /** Null: it is not UTF-8. Empty: there is none. */
    public @Nullable String label() {
        return Utf8.decode(bytes, label, labelBytes);
    }

    /** The number of its {@link Kind}; perhaps of none. */
    public int kind() {
        return kind;
    }

    /** The epoch of the message that it is about; 0: it is about none. */
    public long targetEpoch() {
        return targetEpoch;
    }

    /** The sequence of the message that it is about; 0: it is about none. */
    public long target() {
        return target;
    }
}
