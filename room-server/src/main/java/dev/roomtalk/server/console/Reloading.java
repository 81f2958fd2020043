package dev.roomtalk.server.console;

import java.util.List;

/** Loads the configuration again. */
public interface Reloading {
    Outcome load();

    /**
     * What came of it.
     *
     * @param done false: nothing has changed, because something was wrong
     * @param lines for the person, one for each change; of what was wrong one
     */
    record Outcome(boolean done, List<String> lines) {}
}
