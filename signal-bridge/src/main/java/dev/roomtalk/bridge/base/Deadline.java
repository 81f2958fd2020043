package dev.roomtalk.bridge.base;

/** When something is due: nanoseconds of the clock of whoever asks. */
public final class Deadline {
    /** Nothing is planned. */
    public static final long NEVER = Long.MAX_VALUE;

    private Deadline() {}
}
