package dev.roomtalk.bridge.outlet;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many messages each user may say: a token bucket for each. Guarded by itself.
 *
 * <p>All times are nanoseconds of one clock.
 */
public final class UserRateLimit {
    /** A pause is over before so many others have spoken. */
    private static final int USERS = 1_024;

    private final double perNano;
    private final double most;
    private final Map<Integer, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Bucket> eldest) {
            return size() > USERS;
        }
    };

    private static final class Bucket {
        double tokens;
        long filledAt;

        Bucket(double tokens, long filledAt) {
            this.tokens = tokens;
            this.filledAt = filledAt;
        }
    }

    /**
     * @param perSecond on average
     * @param atOnce after a pause
     */
    public UserRateLimit(double perSecond, int atOnce) {
        this.perNano = perSecond / 1e9;
        this.most = atOnce;
    }

    /**
     * Takes a message of this user: 0 if there was place for it, otherwise the nanoseconds until there is, at least 1.
     */
    synchronized long take(int uid, long now) {
        Bucket bucket = buckets.computeIfAbsent(uid, user -> new Bucket(most, now));
        bucket.tokens = Math.min(most, bucket.tokens + Math.max(0, now - bucket.filledAt) * perNano);
        bucket.filledAt = now;
        if (bucket.tokens >= 1) {
            bucket.tokens--;
            return 0;
        }
        return (long) Math.ceil((1 - bucket.tokens) / perNano);
    }

    /** What was taken was not needed. */
    synchronized void giveBack(int uid) {
        Bucket bucket = buckets.get(uid);
        if (bucket != null) {
            bucket.tokens = Math.min(most, bucket.tokens + 1);
        }
    }
}
