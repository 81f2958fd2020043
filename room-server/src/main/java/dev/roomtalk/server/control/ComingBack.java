package dev.roomtalk.server.control;

import dev.roomtalk.server.rooms.RateLimit;
import java.util.concurrent.TimeUnit;

/**
 * When clients that are sent away may come again: each at another time, one behind another at the rate at which
 * handshakes begin, within half a minute. Any thread.
 */
final class ComingBack {
    private final RateLimit places;

    /**
     * @param rate how many come in a second
     * @param now nanoseconds
     */
    ComingBack(int rate, long now) {
        places = new RateLimit(rate, 1, now);
    }

    /**
     * What the next client is told to wait, in milliseconds.
     *
     * @param least that everybody waits
     * @param now nanoseconds
     */
    int waitMillis(int least, long now) {
        return least + Math.toIntExact(TimeUnit.NANOSECONDS.toMillis(places.place(now)));
    }
}
