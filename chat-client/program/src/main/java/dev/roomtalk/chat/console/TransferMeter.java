package dev.roomtalk.chat.console;

import dev.roomtalk.text.ByteSize;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says how the transfer of a file goes: "42 %, 13 MB of 30 MB, 5.1 MB/s, 4 s left". The rate is that of the last
 * seconds. Confined to the thread of the transfer.
 */
public final class TransferMeter {
    private static final double SECOND = 1e9;

    /** How much the last second counts in the rate. */
    private static final double WEIGHT = 0.3;

    private final LongSupplier nanoTime;
    private long lastAt;
    private long lastDone = -1;
    private double rate = -1;

    /** @param nanoTime as {@link System#nanoTime} */
    public TransferMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The text for so many bytes of so many; empty while it is too early to say more than what was said. */
    public String moved(long done, long size) {
        long now = nanoTime.getAsLong();
        if (lastDone < 0 || done < lastDone) {
            // It begins, or goes on from elsewhere: what is there already did not come at this rate.
            lastAt = now;
            lastDone = done;
            return "";
        }
        double seconds = (now - lastAt) / SECOND;
        if (seconds < 0.5 && done < size) {
            return "";
        }
        double current = seconds <= 0 ? 0 : (done - lastDone) / seconds;
        rate = rate < 0 ? current : WEIGHT * current + (1 - WEIGHT) * rate;
        lastAt = now;
        lastDone = done;
        long percent = size == 0 ? 100 : (long) (100.0 * done / size);
        return percent + " %, " + ByteSize.text(done) + " of " + ByteSize.text(size) + ", " + ByteSize.text((long) rate)
                + "/s" + left(size - done);
    }

    private String left(long bytes) {
        if (bytes <= 0 || rate < 1) {
            return "";
        }
        Duration left = Duration.ofSeconds(1 + (long) (bytes / rate));
        String text = left.toHours() > 0
                ? left.toHours() + " h " + left.toMinutesPart() + " min"
                : left.toMinutes() > 0
                        ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
                        : left.toSeconds() + " s";
        return ", " + text + " left";
    }
}
