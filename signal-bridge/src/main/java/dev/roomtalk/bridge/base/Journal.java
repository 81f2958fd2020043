package dev.roomtalk.bridge.base;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One line for the operator about each thing that went wrong, but never more than {@value #MAX_LINES} in ten seconds:
 * anyone who may send signals could otherwise fill the disk. May be used from any thread.
 */
public final class Journal {
    private static final int MAX_LINES = 20;
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<String> lines;
    private final LongSupplier nanoTime;
    private long periodStart;
    private int written;
    private int left;

    public Journal(Consumer<String> lines, LongSupplier nanoTime) {
        this.lines = lines;
        this.nanoTime = nanoTime;
        this.periodStart = nanoTime.getAsLong();
    }

    public synchronized void write(String line) {
        long now = nanoTime.getAsLong();
        if (now - periodStart >= PERIOD) {
            sayWhatWasLeft();
            periodStart = now;
            written = 0;
        }
        if (written < MAX_LINES) {
            written++;
            lines.accept(line);
        } else {
            left++;
        }
    }

    /** Says how many lines were left out since the last one. */
    public synchronized void sayWhatWasLeft() {
        if (left > 0) {
            lines.accept(left + " more lines like these were left out");
            left = 0;
        }
    }
}
