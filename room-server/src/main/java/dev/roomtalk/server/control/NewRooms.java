package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.settings.LiveSettings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the rooms that each user, and the users of each address, have made within an hour. Any thread. */
public final class NewRooms {
    private static final int COUNTED = 100_000;
    private static final Duration WINDOW = Duration.ofHours(1);

    private final LiveSettings settings;
    private final Cache<Long, AtomicInteger> byUser;
    private final Cache<AddressRange, AtomicInteger> byAddress;

    public NewRooms(LiveSettings settings, Ticker ticker) {
        this.settings = settings;
        this.byUser = counts(ticker);
        this.byAddress = counts(ticker);
    }

    private static <K> Cache<K, AtomicInteger> counts(Ticker ticker) {
        return Caffeine.newBuilder()
                .maximumSize(COUNTED)
                .expireAfterWrite(WINDOW)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** Counts a room; false: that is one too many, and is not counted. */
    boolean take(long userId, InetAddress address) {
        if (!take(
                byUser.get(userId, u -> new AtomicInteger()),
                settings.get().access().newRoomsPerUser())) {
            return false;
        }
        if (settings.get().trustedProxies().contains(address)
                || take(of(address), settings.get().access().newRoomsPerAddress())) {
            return true;
        }
        byUser.get(userId, u -> new AtomicInteger()).decrementAndGet();
        return false;
    }

    private AtomicInteger of(InetAddress address) {
        return byAddress.get(AddressRange.single(address), a -> new AtomicInteger());
    }

    private static boolean take(AtomicInteger made, int most) {
        if (made.incrementAndGet() <= most) {
            return true;
        }
        made.decrementAndGet();
        return false;
    }

    /** The room was not made: it does not count. */
    void giveBack(long userId, InetAddress address) {
        byUser.get(userId, u -> new AtomicInteger(1)).decrementAndGet();
        if (!settings.get().trustedProxies().contains(address)) {
            byAddress
                    .get(AddressRange.single(address), a -> new AtomicInteger(1))
                    .decrementAndGet();
        }
    }
}
