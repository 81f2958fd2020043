package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.settings.AccessLimits;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The addresses that failed: with bad TLS, wrong tokens and passwords, or what breaks the protocol. An address is
 * slowed from half of the failures that it may have, and refused for a while when it has all of them. Any thread.
 */
final class FailingAddresses {
    private static final int ADDRESSES = 100_000;
    private static final long SLOWED_MILLIS = 250;

    private final int allowed;
    private final long windowNanos;
    private final long refusalNanos;
    private final Ticker ticker;
    private final Cache<AddressRange, Tally> tallies;

    /**
     * @param since when the first of these failures was, nanoseconds
     * @param refused since the last of them the address is refused
     */
    private record Tally(int failures, long since, boolean refused, long refusedSince) {}

    FailingAddresses(AccessLimits limits, Ticker ticker) {
        this.allowed = limits.failuresPerAddress();
        this.windowNanos = limits.failureWindow().toNanos();
        this.refusalNanos = limits.failureRefusal().toNanos();
        this.ticker = ticker;
        this.tallies = Caffeine.newBuilder()
                .maximumSize(ADDRESSES)
                .expireAfterWrite(Duration.ofNanos(Math.max(windowNanos, refusalNanos)))
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** Counts a failure; true: with this one the address is refused, and was not before. */
    boolean failed(AddressRange address) {
        long now = ticker.read();
        boolean[] begins = new boolean[1];
        tallies.asMap().compute(address, (a, before) -> {
            Tally after;
            if (before == null || over(before, now)) {
                after = new Tally(1, now, allowed == 1, now);
            } else if (before.refused) {
                // Failures of its older sessions do not make the refusal longer.
                return before;
            } else {
                int failures = before.failures + 1;
                after = new Tally(failures, before.since, failures >= allowed, now);
            }
            begins[0] = after.refused;
            return after;
        });
        return begins[0];
    }

    private boolean over(Tally tally, long now) {
        return tally.refused ? now - tally.refusedSince >= refusalNanos : now - tally.since >= windowNanos;
    }

    /** How much longer the address is refused; 0 if it is not. */
    long refusedMillis(AddressRange address) {
        Tally tally = tallies.getIfPresent(address);
        long now = ticker.read();
        return tally == null || !tally.refused || over(tally, now)
                ? 0
                : Math.max(1, TimeUnit.NANOSECONDS.toMillis(refusalNanos - (now - tally.refusedSince)));
    }

    /** How long its next connection has to wait. */
    long slowedMillis(AddressRange address) {
        Tally tally = tallies.getIfPresent(address);
        return tally == null || over(tally, ticker.read())
                ? 0
                : Math.max(0, tally.failures - allowed / 2) * SLOWED_MILLIS;
    }

    /** How many addresses are refused. */
    int refused() {
        long now = ticker.read();
        return (int) tallies.asMap().values().stream()
                .filter(tally -> tally.refused && !over(tally, now))
                .count();
    }
}
