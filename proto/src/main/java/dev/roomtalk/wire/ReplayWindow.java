package dev.roomtalk.wire;

/**
 * Which packet numbers were seen: a ring of bit blocks that moves by whole blocks (RFC 6479). Covers the highest number
 * and the {@value #SPAN} - 1 below it. Confined to one thread.
 */
final class ReplayWindow {
    private static final int BLOCKS = 32;
    private static final int BITS = Long.SIZE;

    /** How many numbers can be told apart, the highest included: one block less, as the newest is rarely full. */
    static final int SPAN = (BLOCKS - 1) * BITS;

    private final long[] blocks = new long[BLOCKS];
    private long highest;

    /** Whether {@code number} (1 and up) was not seen, and is recent enough to know. */
    boolean isFresh(long number) {
        if (number <= 0) {
            return false;
        }
        if (number > highest) {
            return true;
        }
        return highest - number < SPAN && (blocks[block(number)] & bit(number)) == 0;
    }

    /** Marks a number as seen that {@link #isFresh} just called fresh. */
    void set(long number) {
        if (number > highest) {
            long steps = Math.min(number / BITS - highest / BITS, BLOCKS);
            for (long i = 1; i <= steps; i++) {
                blocks[(int) ((number / BITS - steps + i) % BLOCKS)] = 0;
            }
            highest = number;
        }
        blocks[block(number)] |= bit(number);
    }

    /** The highest number seen; 0: none. */
    long highest() {
        return highest;
    }

    private static int block(long number) {
        return (int) ((number / BITS) % BLOCKS);
    }

    private static long bit(long number) {
        return 1L << (number % BITS);
    }
}
