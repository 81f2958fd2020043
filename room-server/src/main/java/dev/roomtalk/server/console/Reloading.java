package dev.roomtalk.server.console;

import java.util.List;

/** Loads the configuration again. */
public interface Reloading {
    Outcome load();

    /**
     * The outcome of loading.
     *
     * @param done false: nothing has changed, because something was wrong
     * @param lines for the person, one for each change; or one for what was wrong
     */
    record Outcome(boolean done, List<String> lines) {}
}
