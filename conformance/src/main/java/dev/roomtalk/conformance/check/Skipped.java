package dev.roomtalk.conformance.check;

/** Thrown by a check that does not apply to what is checked, with the reason. */
public final class Skipped extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Skipped(String why) {
        super(why, null, false, false);
    }
}
