package dev.roomtalk.server.base;

import org.jspecify.annotations.Nullable;

/** Whether a node works, as it says itself. Any thread. */
public interface Health {
    /**
     * Why it should be killed and started again, for the person; null if its threads do their work. May take two
     * seconds.
     */
    @Nullable
    String stuck();

    /** Whether it takes connections. */
    boolean serves();

    /** Why new clients had better be sent to another node for now, for the person; null: they need not be. */
    @Nullable
    String lateness();

    /** What does not work although it serves, for the person; null if everything works. */
    @Nullable
    String trouble();
}
