package dev.roomtalk.bridge.kernel;

/**
 * The two real-time signals that carry 8 bytes each and are queued, not merged. The numbers are those of Linux on every
 * machine; 32 and 33 belong to the C library, 62 to the JDK.
 */
public final class QueuedSignal {
    /**
     * Ignored by every process that speaks the framed dialect; with 8 bytes, asks for the fast lane or begins a frame
     * on it.
     */
    public static final int MARK = 42;

    /** On the fast lane, carries everything but the beginning of a frame. */
    public static final int WORD = 43;

    /** Both in the form of the kernel's masks: bit n - 1 is signal n. */
    public static final long MASK = mask(MARK) | mask(WORD);

    private QueuedSignal() {}

    /** One signal in the form of the kernel's masks. */
    public static long mask(int number) {
        return 1L << (number - 1);
    }
}
