package dev.roomtalk.server.room;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongPredicate;

/** How long users wait between two messages in a slow room. Confined to its room. */
final class SlowMode {
    private final LongPredicate exempt;
    /** By user, in the order of their last messages. */
    private final Map<Long, Long> spoke = new LinkedHashMap<>();

    private long slowMillis;

    /** @param exempt users who need not wait */
    SlowMode(LongPredicate exempt) {
        this.exempt = exempt;
    }

    void set(int slowSeconds) {
        slowMillis = slowSeconds * 1000L;
    }

    /** How long the user has to wait yet; 0: not at all. */
    int waitMillis(long userId, long now) {
        Long last = slowMillis == 0 ? null : spoke.get(userId);
        return last == null || exempt.test(userId) ? 0 : (int) Math.max(0, last + slowMillis - now);
    }

    /** Whether somebody may have to wait yet. */
    boolean someoneWaits(long now) {
        return slowMillis > 0 && spoke.values().stream().anyMatch(last -> last + slowMillis > now);
    }

    void spoke(long userId, long now) {
        if (slowMillis == 0) {
            spoke.clear();
            return;
        }
        Iterator<Long> oldest = spoke.values().iterator();
        while (oldest.hasNext() && oldest.next() + slowMillis <= now) {
            oldest.remove();
        }
        spoke.remove(userId);
        spoke.put(userId, now);
    }

    /** What the user has said came to nothing. */
    void takeBack(long userId) {
        spoke.remove(userId);
    }
}
