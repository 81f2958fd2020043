package dev.roomtalk.bridge.dialect;

/** How a client's text ends. The weights are how many of the programs that were looked at do it. */
public enum Ending {
    /** A zero byte. */
    NUL("", 24),
    /** As many bytes as the header said; the last may be a zero byte that was counted. */
    LENGTH("", 14),
    /** As many bytes as the header said, and a zero byte. */
    LENGTH_NUL("then-nul", 2),
    /** Nothing: the process ends, or falls silent. */
    NOTHING("bare", 11),
    /** A newline. */
    NEWLINE("line", 2),
    /** A newline and a zero byte. */
    NEWLINE_NUL("line-nul", 2);

    private final String words;
    private final int weight;

    Ending(String words, int weight) {
        this.words = words;
        this.weight = weight;
    }

    String words() {
        return words;
    }

    int weight() {
        return weight;
    }

    boolean byLength() {
        return this == LENGTH || this == LENGTH_NUL;
    }
}
