package dev.roomtalk.bridge.base;

/** The time at which something is due, in nanoseconds of the clock of the class that plans it. */
public final class Deadline {
    /** Nothing is planned. */
    public static final long NEVER = Long.MAX_VALUE;

    private Deadline() {}
}
