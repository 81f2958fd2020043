package dev.roomtalk.simulation;

import org.jspecify.annotations.Nullable;

/** Whether the promises of the product were kept: the first that was not. */
final class Verdict {
    private final Trace trace;
    private @Nullable String broken;

    Verdict(Trace trace) {
        this.trace = trace;
    }

    /** For whoever has to find out why something was broken. */
    void note(String what) {
        trace.line(what);
    }

    void broken(String what) {
        trace.line("BROKEN: " + what);
        if (broken == null) {
            broken = what;
        }
    }

    @Nullable
    String broken() {
        return broken;
    }
}
