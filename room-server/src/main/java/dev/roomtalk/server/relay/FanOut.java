package dev.roomtalk.server.relay;

import dev.roomtalk.server.base.Counters;

/**
 * Something on its way to every session of an audience. Confined to one loop; several loops share an encoded frame, not
 * this.
 */
abstract class FanOut {
    private final SessionRelay[] sessions;
    private int next;

    FanOut(SessionRelay[] sessions) {
        this.sessions = sessions;
    }

    /** Serves at most {@code most} sessions; returns how many. */
    final int run(int most, Counters counters) {
        int end = Math.min(sessions.length, next + most);
        int served = end - next;
        for (; next < end; next++) {
            serve(sessions[next]);
        }
        count(counters);
        return served;
    }

    abstract void serve(SessionRelay session);

    /** Counts what {@link #serve} did since the last call. */
    void count(Counters counters) {}

    /** Sessions in all. */
    final int size() {
        return sessions.length;
    }

    final boolean finished() {
        return next == sessions.length;
    }
}
