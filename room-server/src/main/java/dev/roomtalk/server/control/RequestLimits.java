package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.rooms.RateLimit;
import dev.roomtalk.server.settings.AccessLimits;
import dev.roomtalk.server.settings.LiveSettings;
import java.net.InetAddress;

/** Makes the request limits of new sessions; the sessions of one address share its rate. Any thread. */
public final class RequestLimits {
    private static final int ADDRESSES = 100_000;

    private final LiveSettings settings;
    private final Ticker ticker;
    private final Cache<AddressRange, RateLimit> byAddress =
            Caffeine.newBuilder().maximumSize(ADDRESSES).executor(Runnable::run).build();

    public RequestLimits(LiveSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    RequestLimit of(InetAddress address) {
        AccessLimits.Requests now = settings.get().access().requests();
        return new RequestLimit(
                new RateLimit(now.rate(), now.burst(), ticker.read()),
                settings.get().trusts(address) ? null : byAddress.get(AddressRange.single(address), range -> shared()),
                ticker);
    }

    /** The rates have changed: sessions that begin from now on have the new ones. */
    public void changed() {
        byAddress.invalidateAll();
    }

    private RateLimit shared() {
        AccessLimits.Requests now = settings.get().access().requests();
        return new RateLimit(now.ratePerAddress(), now.burstPerAddress(), ticker.read());
    }
}
