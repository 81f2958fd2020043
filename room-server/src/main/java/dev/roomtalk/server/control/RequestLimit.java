package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.rooms.RateLimit;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the requests of one session may cost: by a rate of its own and by that of its address, which its sessions share.
 * Confined to the connection's loop; the rate of an address belongs to no loop.
 *
 * <p>A request is paid for before anything is begun for it, so that of many that come at once no more are carried out.
 */
final class RequestLimit {
    private final RateLimit own;
    private final @Nullable RateLimit address;
    private final Ticker ticker;

    /** {@code address} null: an address that is not limited. */
    RequestLimit(RateLimit own, @Nullable RateLimit address, Ticker ticker) {
        this.own = own;
        this.address = address;
        this.ticker = ticker;
    }

    /** Pays for something: 0, it may be done; otherwise nothing was paid, and the milliseconds to wait. */
    int pay(int cost) {
        long now = ticker.read();
        if (cost == 0) {
            return 0;
        }
        if (own.untilToken(now) > 0) {
            return millis(own.place(now, cost));
        }
        if (address != null && !address.take(now, cost)) {
            return millis(address.place(now, cost));
        }
        // Nobody else takes from it.
        own.take(now, cost);
        return 0;
    }

    private static int millis(long nanos) {
        return Math.toIntExact(1 + TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
