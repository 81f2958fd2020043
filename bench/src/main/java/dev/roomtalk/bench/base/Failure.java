package dev.roomtalk.bench.base;

import java.io.IOException;

/** Ends the program: a sentence for the person who started it, and the exit code. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public static final int UNEXPECTED = 1;
    public static final int USAGE = 2;
    public static final int UNREACHABLE = 3;
    public static final int REFUSED = 4;
    public static final int NOT_TRUSTED = 5;

    private final int exitCode;

    public Failure(int exitCode, String sentence) {
        super(sentence, null, false, false);
        this.exitCode = exitCode;
    }

    public static Failure usage(String sentence) {
        return new Failure(USAGE, sentence);
    }

    public static Failure unreachable(String sentence) {
        return new Failure(UNREACHABLE, sentence);
    }

    public static Failure unexpected(String sentence) {
        return new Failure(UNEXPECTED, sentence);
    }

    /** Marks the thread as interrupted again. */
    public static Failure interrupted() {
        Thread.currentThread().interrupt();
        return unexpected("interrupted");
    }

    /**
     * What an exception on a socket means: the sentence if the other end is to blame, or else a fault of this program.
     */
    public static Failure of(Throwable cause, String ifUnreachable) {
        return cause instanceof IOException
                ? new Failure(UNREACHABLE, ifUnreachable)
                : new Failure(UNEXPECTED, "failed unexpectedly: " + cause);
    }

    public int exitCode() {
        return exitCode;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
