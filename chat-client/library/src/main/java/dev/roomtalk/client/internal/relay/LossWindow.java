package dev.roomtalk.client.internal.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of what the server sent by UDP did not arrive, over the last ten seconds. Confined to the session's loop.
 *
 * <p>Packet numbers have no gaps, so those below the highest that were not received are lost or late. What is missing
 * at one sample and there at the next was late: only what is missing at two samples in a row counts.
 */
final class LossWindow {
    static final Duration LENGTH = Duration.ofSeconds(10);
    private static final Duration SAMPLE_EVERY = Duration.ofMillis(500);

    /** Of fewer datagrams a single one would look like a bad network. */
    private static final int FEWEST = 20;

    private record Sample(long at, long highest, long missing, long lost) {}

    private final List<Sample> samples = new ArrayList<>();

    LossWindow(long now) {
        restart(now, 0, 0);
    }

    /**
     * Forgets what was lost before: packet numbers begin again, or what was sent to an address of the past does not
     * count.
     */
    void restart(long now, long highest, long received) {
        long missing = Math.max(0, highest - received);
        samples.clear();
        samples.add(new Sample(now, highest, missing, missing));
    }

    /**
     * Takes what has arrived so far.
     *
     * @param highest packet number that was received
     * @param received datagrams, each counted once
     * @return whether it was time for a sample; if not, nothing has changed
     */
    boolean sample(long now, long highest, long received) {
        Sample last = samples.getLast();
        if (now - last.at < SAMPLE_EVERY.toNanos()) {
            return false;
        }
        long missing = Math.max(0, highest - received);
        samples.addLast(new Sample(now, highest, missing, Math.min(missing, last.missing)));
        // One sample at or before the window's beginning stays, to compare with.
        while (now - samples.get(1).at >= LENGTH.toNanos()) {
            samples.removeFirst();
        }
        return true;
    }

    /** Between 0 and 1; 0 as well if too little was sent to tell. */
    double loss(long now) {
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        long sent = last.highest - first.highest;
        if (sent < FEWEST || now - last.at >= LENGTH.toNanos()) {
            return 0;
        }
        return Math.clamp((double) (last.lost - first.lost) / sent, 0, 1);
    }
}
