package dev.roomtalk.bridge.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the fast lane's signals carry, 8 bytes each, the highest first.
 *
 * <pre>
 *   sender → bridge   42   | 'R' 'T' 1 1 | 0 0 0 0 |                   asks for the fast lane: it blocks 42 and 43
 *                     42   | 'R' 'T' 1 0 | bytes of the frame, 4 |    a frame begins
 *                     43   | 8 bytes of it, the last ones filled up with zeros |
 *   bridge → sender   43   | 0xC0 0 0 0 | words taken of this frame, 4 |    credit; with 0 words: the fast lane is open
 *                     43   | 0xBA 0 0 0 0 0 0 0 |                           the frame was damaged
 *                     43   | 0 | reply, 7 |
 * </pre>
 */
public final class FastWords {
    public static final int BYTES = 8;

    /** Credit is given for so many words at a time; a sender's window is at least twice as large. */
    public static final int CREDIT_STEP = 16;

    private static final long ASK = 0x5254_0101L << 32;
    private static final long BEGIN = 0x5254_0100L << 32;
    private static final long CREDIT = 0xC000_0000L << 32;
    private static final long DAMAGED = 0xBAL << 56;
    private static final long HIGH = -1L << 32;

    private FastWords() {}

    /** The words of a frame, without the one that begins it. */
    public static long[] of(byte[] frame) {
        long[] words = new long[(frame.length + BYTES - 1) / BYTES];
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(frame, words.length * BYTES));
        for (int i = 0; i < words.length; i++) {
            words[i] = bytes.getLong();
        }
        return words;
    }

    /**
     * Asks the bridge to open the fast lane. It comes with 42, which a sender ignores as long as it does not block it.
     */
    public static long ask() {
        return ASK;
    }

    public static boolean isAsk(long word) {
        return word == ASK;
    }

    public static long begin(int bytes) {
        return BEGIN | bytes;
    }

    /** Bytes of the frame that this word begins; -1 if it begins no frame. */
    public static int begun(long word) {
        int bytes = (int) word;
        int most = Frame.HEADER + Frame.MAX_TEXT + Frame.CHECKSUM;
        return (word & HIGH) == BEGIN && bytes >= Frame.HEADER + Frame.CHECKSUM && bytes <= most ? bytes : -1;
    }

    public static long credit(int words) {
        return CREDIT | words;
    }

    /** Words that were taken; -1 if this word is no credit. */
    public static int credited(long word) {
        return (word & HIGH) == CREDIT ? (int) word : -1;
    }

    public static long damaged() {
        return DAMAGED;
    }

    public static boolean isDamaged(long word) {
        return word == DAMAGED;
    }

    public static long reply(Reply reply, long id) {
        return ByteBuffer.allocate(BYTES).put((byte) 0).put(reply.encode(id)).getLong(0);
    }

    /** The bytes of a reply. */
    public static byte[] replied(long word) {
        return Arrays.copyOfRange(ByteBuffer.allocate(BYTES).putLong(word).array(), 1, BYTES);
    }
}
