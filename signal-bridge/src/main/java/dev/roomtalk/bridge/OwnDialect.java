package dev.roomtalk.bridge;

/**
 * How the programs of this project know each other: by what they do with signals that no other program cares about, as {@code
 * /proc/PID/status} shows it. The fast lane is opened only for who asks for it ({@link FastWords#ask}). The numbers are those of Linux on every machine; 32 and 33 belong to the C library, 62 to the JDK.
 */
final class OwnDialect {
    /** Ignored by who speaks this dialect; with 8 bytes, asks for the fast lane or begins a frame on it. */
    static final int MARK = 42;

    /** On the fast lane, everything but the beginning of a frame. */
    static final int WORD = 43;

    /** Of the kernel's masks: what the fast lane needs blocked. */
    static final long FAST_MASK = mask(MARK) | mask(WORD);

    /** A program that ignores whatever there is ignores this one too. */
    private static final int UNUSED = 44;

    private OwnDialect() {}

    static long mask(int number) {
        return 1L << (number - 1);
    }

    /** The process speaks it, or hears it. */
    static boolean knownTo(Standing standing) {
        return standing.reachable() && (standing.ignored() & (mask(MARK) | mask(UNUSED))) == mask(MARK);
    }

    /**
     * It blocks what the fast lane needs blocked, so that none of its signals would kill it. That alone is no wish to use the fast lane:
     * a shell that forks blocks every signal for a moment, and dies of the first one that is left to it afterwards.
     */
    static boolean holdsBackWords(Standing standing) {
        return knownTo(standing) && (standing.blocked() & FAST_MASK) == FAST_MASK;
    }

    /** The process hears: it takes both signals, and is a bridge and not somebody who speaks to one. */
    static boolean heardBy(Standing standing) {
        return holdsBackWords(standing) && standing.holdsBack(Signal.USR1) && standing.holdsBack(Signal.USR2);
    }
}
