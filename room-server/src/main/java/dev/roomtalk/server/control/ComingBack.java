package dev.roomtalk.server.control;

import dev.roomtalk.server.rooms.RateLimit;
import java.util.concurrent.TimeUnit;

/**
 * When clients that are sent away may come again: each at another time, one behind another, within half a minute.
 * They are told so that they come at the rate at which handshakes begin: each waits half as long again at most. Any
 * thread.
 */
final class ComingBack {
    private final RateLimit places;

    /**
     * @param rate at which handshakes begin, in a second
     * @param now nanoseconds
     */
    ComingBack(int rate, long now) {
        places = new RateLimit(rate + rate / 2, 1, now);
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
