package dev.roomtalk.server.relay;

import dev.roomtalk.proto.Nack;

/**
 * The last few {@code Nack}s of one session: the same one again within 60 ms is not answered a second time. Confined to
 * its session's loop.
 */
final class RecentNacks {
    private static final long MILLIS = 60;
    private static final int KEPT = 16;

    private final int[] hashes = new int[KEPT];
    private final long[] times = new long[KEPT];
    private int count;

    /**
     * Remembers a Nack; false: it came a moment ago. Of two that differ one may be taken for the other, once in 2^32.
     */
    boolean add(Nack nack, long now) {
        int hash = nack.hashCode();
        for (int i = 0; i < Math.min(count, KEPT); i++) {
            if (hashes[i] == hash && now - times[i] < MILLIS) {
                return false;
            }
        }
        // The oldest gives way; the index stays within the first two rounds, however many come.
        int place = count % KEPT;
        hashes[place] = hash;
        times[place] = now;
        count = count + 1 == 2 * KEPT ? KEPT : count + 1;
        return true;
    }
}
