package dev.roomtalk.server.base;

import java.time.InstantSource;

/**
 * The clock by which things grow old: users, messages, bans and invitations end by it. It is near Unix time, and may
 * lag behind the wall clock; a wall clock is one that is always right. Any thread.
 */
@FunctionalInterface
public interface AgeClock extends InstantSource {
    /** Whether what is over may be removed for good: false while it is not known for how long this server was away. */
    default boolean certain() {
        return true;
    }

    /**
     * By how many milliseconds the clock has been set forth while the server ran, since this was asked last: what was
     * noted before has to be moved as far, or it would be older than it is. 0: it was not.
     */
    default long takeSetForth() {
        return 0;
    }

    /**
     * This clock's time less all that it has been set forth while the server ran. It goes on by what passes, and by the
     * time that the server was away.
     */
    default long steadyMillis() {
        return millis();
    }
}
