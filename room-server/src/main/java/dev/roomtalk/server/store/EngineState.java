package dev.roomtalk.server.store;

import java.util.List;
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

    /** Why {@linkplain RoomFeed feeds} may bring messages late at present; null: they bring them at once. */
    default @Nullable String lateness() {
        return null;
    }

    /**
     * How long ago it was last seen that all feeds bring what is appended, in milliseconds; 0: they cannot fail to.
     */
    default long feedLagMillis() {
        return 0;
    }

    /** How long the last question took that it answered; 0: it is in this process. */
    default long roundTripNanos() {
        return 0;
    }

    /** How often it was connected to anew. */
    default int reconnections() {
        return 0;
    }

    /** How often a room that was open has begun a new epoch. */
    default int epochs() {
        return 0;
    }

    /** How often the connection that the feeds hang on has been made anew. */
    default int feedRenewals() {
        return 0;
    }

    /** The number of this node among those that share the engine, which no other had before; 0: no other shares it. */
    default long node() {
        return 0;
    }

    /** How many nodes share it at present, this one too. */
    default int nodes() {
        return 1;
    }

    /**
     * The nodes that share it and what they tell of themselves, this one too, as of half a second ago; none: no other
     * shares it, or it is not known yet.
     */
    default List<SeenNode> seenNodes() {
        return List.of();
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
