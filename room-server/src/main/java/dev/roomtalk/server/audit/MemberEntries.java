package dev.roomtalk.server.audit;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.base.WindowCounts;
import java.time.Duration;

/**
 * Limits how much of the audit log the members of rooms fill: for each room and each user, in an hour. Any thread.
 */
final class MemberEntries {
    static final Duration WINDOW = Duration.ofHours(1);
    static final int OF_ROOM = 200;
    static final int OF_USER = 500;

    private final WindowCounts<Integer> byRoom;
    private final WindowCounts<Long> byUser;

    /** Rooms of which it was noted that their entries are left out. */
    private final WindowCounts<Integer> noted;

    /** What becomes of an entry. */
    enum Outcome {
        WRITTEN,
        /** Instead of it, it is noted that the entries of its room, or of who made it, are left out. */
        NOTED,
        LEFT_OUT
    }

    MemberEntries(Ticker ticker) {
        byRoom = new WindowCounts<>(WINDOW, ticker);
        byUser = new WindowCounts<>(WINDOW, ticker);
        noted = new WindowCounts<>(WINDOW, ticker);
    }

    Outcome take(int room, long userId) {
        if (byUser.take(userId, OF_USER) && byRoom.take(room, OF_ROOM)) {
            return Outcome.WRITTEN;
        }
        return noted.take(room, 1) ? Outcome.NOTED : Outcome.LEFT_OUT;
    }
}
