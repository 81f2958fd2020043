package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;

/** The addresses that users came from within a day, so that a ban can be of those too. In memory alone. Any thread. */
public final class LastAddresses {
    private static final int USERS = 100_000;
    private static final int MAX_KEPT = 8;
    private static final Duration KEPT = Duration.ofDays(1);

    private final Cache<Long, List<String>> byUser;

    public LastAddresses(Ticker ticker) {
        byUser = Caffeine.newBuilder()
                .maximumSize(USERS)
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** @param address empty if it says nothing about the user, as a proxy's */
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
        return List.copyOf(all.subList(0, Math.min(MAX_KEPT, all.size())));
    }

    /** Why a ban cannot be of the user's addresses: none is known. */
    public static String none(String user) {
        return "no address is known of " + user
                + ", who was not here lately or comes through a proxy: ban the name alone";
    }

    /** The user's addresses, the newest first; empty if none is known. */
    public List<String> of(long userId) {
        List<String> known = byUser.getIfPresent(userId);
        return known == null ? List.of() : known;
    }
}
