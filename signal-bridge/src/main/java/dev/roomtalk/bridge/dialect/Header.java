package dev.roomtalk.bridge.dialect;

/**
 * What a client says before its text. The weights are how many of the programs that were looked at do it.
 *
 * <pre>
 *   LENGTH32          nnnn                     the number of bytes, in the order of the bits
 *   TYPED_LENGTH32    t nnnn                   one bit first that says what kind of message follows
 *   LENGTH64          nnnnnnnn
 *   DOUBLED_LENGTH64  nnnn nnnn                the same number twice
 *   BYTES_LENGTH64    nnnnnnnn                 the least significant byte first, each most significant bit first
 *   NUL               00                       a zero byte
 *   UNARY             USR2 USR1*(n+1) USR2 USR2
 * </pre>
 */
public enum Header {
    NONE("", 0, 34),
    LENGTH32("length32", 32, 8),
    TYPED_LENGTH32("typed-length32", 33, 2),
    LENGTH64("length64", 64, 2),
    DOUBLED_LENGTH64("doubled-length64", 64, 1),
    BYTES_LENGTH64("bytes-length64", 64, 1),
    NUL("nul-first", 8, 1),
    UNARY("unary", 0, 1);

    private final String words;
    private final int bits;
    private final int weight;

    Header(String words, int bits, int weight) {
        this.words = words;
        this.bits = bits;
        this.weight = weight;
    }

    String words() {
        return words;
    }

    /** How long it is; 0: nothing, or as long as its content makes it. */
    int bits() {
        return bits;
    }

    int weight() {
        return weight;
    }

    /** It says how many bytes the text has. */
    boolean saysLength() {
        return this != NONE && this != NUL;
    }

    /**
     * The place in the number, 0 the least significant, of the header's bit {@code i}; -1 if it is not part of the
     * number.
     */
    int place(int i, BitOrder order) {
        boolean most = order == BitOrder.MOST_SIGNIFICANT_FIRST;
        return switch (this) {
            case LENGTH32 -> most ? 31 - i : i;
            case TYPED_LENGTH32 -> i == 0 ? -1 : most ? 32 - i : i - 1;
            case LENGTH64 -> most ? 63 - i : i;
            case DOUBLED_LENGTH64 -> most ? 63 - i : i;
            case BYTES_LENGTH64 -> i / 8 * 8 + 7 - i % 8;
            case NUL -> i;
            case NONE, UNARY -> -1;
        };
    }
}
