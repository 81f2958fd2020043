package dev.roomtalk.bridge;

/** When something is due: nanoseconds of the clock of whoever asks. */
final class Deadline {
    /** Nothing is planned. */
    static final long NEVER = Long.MAX_VALUE;

    private Deadline() {}
}
