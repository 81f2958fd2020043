package dev.roomtalk.server.store;

import org.jspecify.annotations.Nullable;

/** What an engine is, and how it does at present. Any thread. */
public interface EngineState {
    /** For the start line: "memory". */
    String name();

    /** Users and rooms outlive the process. */
    boolean durable();

    /**
     * Why nothing can be stored at present, for the person: "its disk is full"; null: it can. Messages are relayed on;
     * what else is to be stored is better refused than promised.
     */
    default @Nullable String trouble() {
        return null;
    }

    /** How many rooms there are; of an engine elsewhere, as it was a moment ago. */
    int rooms();

    /** Messages that were numbered and are not committed yet. */
    default int waiting() {
        return 0;
    }

    /**
     * For how long the oldest of these has waited, or a little longer, in milliseconds; 0: there are none.
     */
    default long lagMillis() {
        return 0;
    }
}
