package dev.roomtalk.server.base;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts by key within a window of time, which begins with the first count of the key. Of more than 100,000 keys the
 * least used are forgotten. Any thread.
 */
public final class WindowCounts<K> {
    private static final int MAX_KEYS = 100_000;

    private final Cache<K, AtomicInteger> counts;

    public WindowCounts(Duration window, Ticker ticker) {
        counts = Caffeine.newBuilder()
                .maximumSize(MAX_KEYS)
                .expireAfterWrite(window)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    public int get(K key) {
        AtomicInteger count = counts.getIfPresent(key);
        return count == null ? 0 : count.get();
    }

    public void count(K key) {
        counts.get(key, k -> new AtomicInteger()).incrementAndGet();
    }

    /** Counts one; false: that is one more than {@code most}, and is not counted. */
    public boolean take(K key, int most) {
        AtomicInteger count = counts.get(key, k -> new AtomicInteger());
        if (count.incrementAndGet() <= most) {
            return true;
        }
        count.decrementAndGet();
        return false;
    }

    /** What was {@linkplain #take taken} counts no longer. */
    public void giveBack(K key) {
        counts.get(key, k -> new AtomicInteger(1)).decrementAndGet();
    }

    public void forget(K key) {
        counts.invalidate(key);
    }
}
