package dev.roomtalk.client.internal.base;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The smoothed round trip of one transport and the retransmission timeout that follows (RFC 6298). Confined to the
 * session's loop.
 */
public final class RoundTrip {
    static final Duration FLOOR = Duration.ofMillis(50);
    static final Duration CEILING = Duration.ofSeconds(3);
    public static final Duration BEFORE_FIRST_SAMPLE = Duration.ofMillis(250);

    private long smoothed = -1;
    private long variation;

    /** Takes a measurement, in nanoseconds, that belongs to one sending without doubt (Karn's algorithm). */
    public void sample(long nanos) {
        if (smoothed < 0) {
            smoothed = nanos;
            variation = nanos / 2;
        } else {
            variation += (Math.abs(smoothed - nanos) - variation) / 4;
            smoothed += (nanos - smoothed) / 8;
        }
    }

    /** How long to wait for an answer before sending again: between {@link #FLOOR} and {@link #CEILING}. */
    public Duration timeout() {
        if (smoothed < 0) {
            return BEFORE_FIRST_SAMPLE;
        }
        return Duration.ofNanos(Math.clamp(smoothed + 4 * variation, FLOOR.toNanos(), CEILING.toNanos()));
    }

    /** Null until the first sample. */
    @Nullable
    public Duration smoothed() {
        return smoothed < 0 ? null : Duration.ofNanos(smoothed);
    }

    public void reset() {
        smoothed = -1;
        variation = 0;
    }
}
