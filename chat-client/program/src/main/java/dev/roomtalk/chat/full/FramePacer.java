package dev.roomtalk.chat.full;

import java.time.Duration;
import java.time.Instant;

/**
 * Says when the next frame is drawn: at once after a key, and after what comes singly; thirty times a second in a
 * flood. Confined to the UI thread.
 */
final class FramePacer {
    static final Duration FRAME = Duration.ofMillis(33);

    /** Frames that may follow one another at once after a quiet time. */
    private static final int BURST = 4;

    private Instant refilled = Instant.EPOCH;
    private int credit = BURST;

    /** How long the next frame has to wait; zero: it is drawn now, and counts. */
    Duration waitUntilNext(Instant now, boolean urgent) {
        long frames = Duration.between(refilled, now).toMillis() / FRAME.toMillis();
        if (frames < 0 || frames >= BURST) {
            credit = BURST;
            refilled = now;
        } else if (frames > 0) {
            credit = (int) Math.min(credit + frames, BURST);
            refilled = refilled.plus(FRAME.multipliedBy(frames));
        }
        if (credit > 0 || urgent) {
            credit = Math.max(credit - 1, 0);
            return Duration.ZERO;
        }
        return FRAME.minus(Duration.between(refilled, now));
    }
}
