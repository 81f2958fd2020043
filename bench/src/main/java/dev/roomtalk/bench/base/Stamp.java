package dev.roomtalk.bench.base;

/**
 * The time a message was meant to leave, as the first 16 characters of its text: {@code System.nanoTime} in
 * hexadecimal.
 */
public final class Stamp {
    /** The shortest text, in bytes. */
    public static final int LENGTH = 16;

    /** {@link #read}: the text does not begin with a stamp. */
    public static final long NONE = Long.MIN_VALUE;

    private Stamp() {}

    public static void write(long nanoTime, byte[] out, int offset) {
        for (int i = 0; i < LENGTH; i++) {
            int digit = (int) (nanoTime >>> (60 - 4 * i)) & 0xf;
            out[offset + i] = (byte) (digit < 10 ? '0' + digit : 'a' - 10 + digit);
        }
    }

    public static long read(byte[] in, int offset, int length) {
        if (length < LENGTH) {
            return NONE;
        }
        long value = 0;
        for (int i = 0; i < LENGTH; i++) {
            int c = in[offset + i];
            int digit;
            if (c >= '0' && c <= '9') {
                digit = c - '0';
            } else if (c >= 'a' && c <= 'f') {
                digit = c - 'a' + 10;
            } else {
                return NONE;
            }
            value = (value << 4) | digit;
        }
        return value;
    }
}
