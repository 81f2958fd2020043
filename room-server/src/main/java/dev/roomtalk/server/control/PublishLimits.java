package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.rooms.PublishLimit;
import dev.roomtalk.server.rooms.RateLimit;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.settings.ServerSettings;
import java.net.InetAddress;

/**
 * Makes the publish limits of new sessions; the sessions of one address share its rate. Any thread.
 *
 * <p>A session looks its address up once. So a rate that the cache forgets, because too many addresses came since, goes
 * on to limit the sessions that have it.
 */
public final class PublishLimits {
    private static final int ADDRESSES = 100_000;

    private final LiveSettings settings;
    private final Ticker ticker;
    private final Cache<AddressRange, RateLimit> byAddress =
            Caffeine.newBuilder().maximumSize(ADDRESSES).executor(Runnable::run).build();

    public PublishLimits(LiveSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    PublishLimit of(InetAddress address) {
        ServerSettings now = settings.get();
        return new PublishLimit(
                new RateLimit(now.publishRate(), now.publishBurst(), ticker.read()),
                new RateLimit(now.access().publishBytes(), now.access().publishBytesBurst(), ticker.read()),
                now.trusts(address) ? null : byAddress.get(AddressRange.single(address), block -> shared()));
    }

    /** The rates have changed: sessions that begin from now on have the new ones. */
    public void changed() {
        byAddress.invalidateAll();
    }

    private RateLimit shared() {
        return new RateLimit(
                settings.get().publishRatePerAddress(), settings.get().publishBurstPerAddress(), ticker.read());
    }
}
