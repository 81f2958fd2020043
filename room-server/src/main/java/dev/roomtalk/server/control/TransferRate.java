package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.rooms.RateLimit;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The bytes in a second that all transfers of files together may take. Any thread. */
final class TransferRate {
    /** It is counted in units of so many bytes. */
    private static final int UNIT = 1 << 10;

    /** What may come at once is a tenth of a second's, and this many units at least. */
    private static final int LEAST_BURST = 64;

    private final LongSupplier bytesPerSecond;
    private final Ticker ticker;
    private volatile Current current;

    private record Current(long bytesPerSecond, RateLimit limit) {}

    /** @param bytesPerSecond asked at each use; 0: as many as they can */
    TransferRate(LongSupplier bytesPerSecond, Ticker ticker) {
        this.bytesPerSecond = bytesPerSecond;
        this.ticker = ticker;
        this.current = current(bytesPerSecond.getAsLong());
    }

    private Current current(long rate) {
        int units = Math.clamp(rate / UNIT, 1, 1_000_000_000);
        return new Current(rate, new RateLimit(units, Math.max(LEAST_BURST, units / 10), ticker.read()));
    }

    /**
     * Pays for so many bytes: 0, that is done; otherwise nothing is, and it is to be tried after so many milliseconds.
     */
    long pay(long bytes) {
        long rate = bytesPerSecond.getAsLong();
        if (rate == 0) {
            return 0;
        }
        Current now = current;
        if (now.bytesPerSecond() != rate) {
            now = current(rate);
            current = now;
        }
        int units = Math.toIntExact((bytes + UNIT - 1) / UNIT);
        long time = ticker.read();
        return now.limit().take(time, units)
                ? 0
                : Math.max(1, TimeUnit.NANOSECONDS.toMillis(now.limit().place(time, units)));
    }
}
