package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;

/** From where users came lately, so that a ban can be of their address too. In memory alone, and for a day. Any thread. */
public final class LastAddresses {
    private static final int USERS = 100_000;
    private static final int MOST = 8;
    private static final Duration KEPT = Duration.ofDays(1);

    private final Cache<Long, List<String>> byUser;

    LastAddresses(Ticker ticker) {
        byUser = Caffeine.newBuilder()
                .maximumSize(USERS)
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** @param address empty: it says nothing of the user */
    void came(long userId, String address) {
        if (!address.isEmpty()) {
            byUser.asMap().compute(userId, (user, before) -> added(before == null ? List.of() : before, address));
        }
    }

    /** The newest first. */
    private static List<String> added(List<String> before, String address) {
        List<String> all = new java.util.ArrayList<>(before);
        all.remove(address);
        all.addFirst(address);
        return List.copyOf(all.subList(0, Math.min(MOST, all.size())));
    }

    /** Empty: none is known. */
    public List<String> of(long userId) {
        List<String> known = byUser.getIfPresent(userId);
        return known == null ? List.of() : known;
    }
}
