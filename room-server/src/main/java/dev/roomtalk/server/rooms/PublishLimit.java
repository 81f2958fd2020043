package dev.roomtalk.server.rooms;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How fast a session, or a room, may publish: by its own rates of messages and of bytes, and a session by that of its
 * address, which it shares. It slows, and never ends a session. Confined to the loop of the session or room; the rate
 * of an address belongs to no loop.
 */
public final class PublishLimit {
    /** No message waits for less than this: timers are not finer. */
    private static final int SHORTEST_WAIT_MILLIS = 1;

    private final RateLimit own;
    private final RateLimit bytes;
    private final @Nullable RateLimit address;

    /** {@code address} null: an address that is not limited. */
    public PublishLimit(RateLimit own, RateLimit bytes, @Nullable RateLimit address) {
        this.own = own;
        this.bytes = bytes;
        this.address = address;
    }

    /**
     * A message of so many bytes came: 0, it is within the limit; otherwise milliseconds after which it may come again.
     */
    int take(long now, int size) {
        if (own.untilToken(now) > 0) {
            return millis(own.place(now));
        }
        if (bytes.untilToken(now) > 0) {
            return millis(bytes.place(now, size));
        }
        if (address != null && !address.take(now)) {
            return millis(address.place(now));
        }
        // Nobody else takes from these.
        own.take(now);
        bytes.take(now, size);
        return 0;
    }

    private static int millis(long nanos) {
        long roundedUp = TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1);
        return Math.toIntExact(Math.max(SHORTEST_WAIT_MILLIS, roundedUp));
    }
}
