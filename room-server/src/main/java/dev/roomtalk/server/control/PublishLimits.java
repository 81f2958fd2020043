package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.AddressRange;
import dev.roomtalk.server.ServerSettings;
import dev.roomtalk.server.relay.PublishLimit;
import dev.roomtalk.server.relay.RateLimit;
import java.net.InetAddress;

/**
 * The publish limits of new sessions; sessions of one address share its rate. Any thread.
 *
 * <p>A session looks its address up once. So what the cache forgets, because too many addresses came since, goes on to limit
 * those that have it.
 */
public final class PublishLimits {
    private static final int ADDRESSES = 100_000;

    private final ServerSettings settings;
    private final Ticker ticker;
    private final Cache<AddressRange, RateLimit> byAddress =
            Caffeine.newBuilder().maximumSize(ADDRESSES).executor(Runnable::run).build();

    public PublishLimits(ServerSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    PublishLimit of(InetAddress address) {
        RateLimit own = new RateLimit(settings.publishRate(), settings.publishBurst(), ticker.read());
        RateLimit bytes = new RateLimit(
                settings.access().publishBytes(), settings.access().publishBytesBurst(), ticker.read());
        return new PublishLimit(
                own,
                bytes,
                settings.trustedProxies().contains(address)
                        ? null
                        : byAddress.get(AddressRange.single(address), block -> shared()));
    }

    private RateLimit shared() {
        return new RateLimit(settings.publishRatePerAddress(), settings.publishBurstPerAddress(), ticker.read());
    }
}
