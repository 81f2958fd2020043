package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.WindowCounts;
import dev.roomtalk.server.settings.LiveSettings;
import java.net.InetAddress;
import java.time.Duration;

/** Counts the rooms that each user, and the users of each address, have made within an hour. Any thread. */
public final class NewRooms {
    private static final Duration WINDOW = Duration.ofHours(1);

    private final LiveSettings settings;
    private final WindowCounts<Long> byUser;
    private final WindowCounts<AddressRange> byAddress;

    public NewRooms(LiveSettings settings, Ticker ticker) {
        this.settings = settings;
        this.byUser = new WindowCounts<>(WINDOW, ticker);
        this.byAddress = new WindowCounts<>(WINDOW, ticker);
    }

    /** Counts a room; false: that is one too many, and is not counted. */
    boolean take(long userId, InetAddress address) {
        if (!byUser.take(userId, settings.get().access().newRoomsPerUser())) {
            return false;
        }
        if (isProxy(address)
                || byAddress.take(
                        AddressRange.single(address), settings.get().access().newRoomsPerAddress())) {
            return true;
        }
        byUser.giveBack(userId);
        return false;
    }

    /** The room was not made: it does not count. */
    void giveBack(long userId, InetAddress address) {
        byUser.giveBack(userId);
        if (!isProxy(address)) {
            byAddress.giveBack(AddressRange.single(address));
        }
    }

    private boolean isProxy(InetAddress address) {
        return settings.get().trusts(address);
    }
}
