package dev.roomtalk.conformance.check;

import java.time.Duration;

/** The clock of this machine, and the waiting for it. */
public final class RealTime {
    private final long begin = System.nanoTime();

    /** Since this was made. */
    public Duration now() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    public void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Finding("interrupted");
        }
    }
}
