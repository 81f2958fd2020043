package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.roomtalk.server.rooms.Absences;
import java.time.InstantSource;

/** When the last session of each user ended that is not connected to this node. Any thread. */
public final class LastSessions implements Absences {
    /** Users of whom it is known. */
    private static final int MAX_USERS = 100_000;

    private final InstantSource clock;
    private final Cache<Long, Long> ended =
            Caffeine.newBuilder().maximumSize(MAX_USERS).executor(Runnable::run).build();

    /** @param clock says when sessions end, for people */
    public LastSessions(InstantSource clock) {
        this.clock = clock;
    }

    /** The user has a session. */
    void begun(long userId) {
        ended.invalidate(userId);
    }

    /** The last session of the user has ended. */
    void ended(long userId) {
        ended.put(userId, clock.millis());
    }

    @Override
    public long since(long userId) {
        Long since = ended.getIfPresent(userId);
        return since == null ? 0 : since;
    }
}
