package dev.roomtalk.server.relay;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Notices a flood of datagrams that belong to no session, and has the kernel drop such datagrams while it lasts:
 * without it, each takes room in the buffer of the socket that members' datagrams come through. Confined to its loop.
 */
final class FloodGuard {
    /** This many within {@link #WINDOW_NANOS} are a flood. */
    private static final int FLOOD = 1_000;

    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The flood is over when the kernel has dropped fewer than this in each of {@link #QUIET_SECONDS}. */
    private static final int QUIET = 1_000;

    private static final int QUIET_SECONDS = 10;

    private final LongConsumer dropped;
    private long windowBegan;
    private int inWindow;
    private boolean guarded;
    private int quietSeconds;

    /** @param dropped is told how many datagrams the kernel has dropped */
    FloodGuard(LongConsumer dropped) {
        this.dropped = dropped;
    }

    /** A datagram of no session came; true: that makes it a flood. */
    boolean strange(long nanos) {
        if (guarded) {
            return false;
        }
        if (nanos - windowBegan > WINDOW_NANOS) {
            windowBegan = nanos;
            inWindow = 0;
        }
        return ++inWindow >= FLOOD;
    }

    void guard(List<RelaySocket> sockets) {
        guarded = true;
        quietSeconds = 0;
        sockets.forEach(socket -> socket.guard(true));
    }

    /** Once a second. */
    void tick(List<RelaySocket> sockets) {
        long drops = sockets.stream().mapToLong(RelaySocket::takeDrops).sum();
        if (drops > 0) {
            dropped.accept(drops);
        }
        if (guarded) {
            quietSeconds = drops < QUIET ? quietSeconds + 1 : 0;
            if (quietSeconds == QUIET_SECONDS) {
                guarded = false;
                inWindow = 0;
                sockets.forEach(socket -> socket.guard(false));
            }
        }
    }
}
