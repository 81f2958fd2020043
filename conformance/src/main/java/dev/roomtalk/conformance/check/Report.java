package dev.roomtalk.conformance.check;

import org.jspecify.annotations.Nullable;

/** Where results go. */
public interface Report {
    /** What became of a check. */
    enum Result {
        OK,
        NOT_OK,
        SKIPPED
    }

    /** How many checks there are, before the first result. */
    void plan(int checks);

    /** @param seen what was seen instead, or why the check was skipped; null if it was ok */
    void result(int number, Check check, Result result, @Nullable String seen);

    /** The checks that are left are not run. */
    void bailOut(String why);

    /** A line for the person. */
    void note(String line);
}
