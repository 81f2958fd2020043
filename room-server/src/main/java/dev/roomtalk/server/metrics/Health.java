package dev.roomtalk.server.metrics;

import org.jspecify.annotations.Nullable;

/** How a node is. Any thread. */
public interface Health {
    /** Why it should be killed and started again, for the person; null: its threads do their work. May take two seconds. */
    @Nullable
    String stuck();

    /** Whether it takes connections. */
    boolean serves();

    /** What does not work although it serves, for the person; null: nothing. */
    @Nullable
    String trouble();
}
