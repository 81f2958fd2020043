package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.SeenNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How a {@link Lease}, or the {@link NodeLease} of a node, is after a renewal, and how long it lasts without one. */
enum LeaseState {
    /** Somebody else's, who may not share the database with this process. */
    ANOTHERS,
    HELD,
    /** It had ended, and is held again. */
    HELD_AGAIN,
    /** The database has lost everything. */
    EMPTY;

    static final Duration LASTS = SeenNode.PLACE_LASTS;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /** @param reply the number with which both scripts answer first */
    static LeaseState of(Object reply) {
        return switch ((int) Reply.number(reply)) {
            case 1 -> HELD;
            case 2 -> HELD_AGAIN;
            case 3 -> EMPTY;
            default -> ANOTHERS;
        };
    }

    /** Waits until another look at somebody else's lease may make sense. */
    static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
