package dev.roomtalk.bench.load;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Stamp;
import dev.roomtalk.wire.Protocol;

/**
 * What each target is measured with.
 *
 * @param textBytes of each message
 * @param rounds how often each target is measured, in turn
 */
public record Load(
        Shape shape, int textBytes, LoadPace pace, double warmupSeconds, double durationSeconds, int rounds) {
    private static final double NANOS = 1e9;
    private static final double LONGEST_SECONDS = 24 * 3600;

    public Load {
        if (textBytes < Stamp.LENGTH || textBytes > Protocol.MAX_TEXT) {
            throw Failure.usage(
                    "--size is %d to %d bytes, not %d".formatted(Stamp.LENGTH, Protocol.MAX_TEXT, textBytes));
        }
        if (!(durationSeconds > 0 && durationSeconds <= LONGEST_SECONDS)) {
            throw Failure.usage("--duration is more than 0 s and at most a day");
        }
        if (!(warmupSeconds >= 0 && warmupSeconds <= LONGEST_SECONDS)) {
            throw Failure.usage("--warmup is 0 s or more and at most a day");
        }
        if (rounds < 1 || rounds > 1000) {
            throw Failure.usage("--rounds is 1 to 1000, not " + rounds);
        }
        switch (pace) {
            case LoadPace.AtRate rate -> {
                if (!(rate.deliveriesPerSecond() > 0 && rate.deliveriesPerSecond() <= 1e9)) {
                    throw Failure.usage("--rate is more than 0 deliveries a second, and at most 10^9");
                }
            }
            case LoadPace.Saturated saturated -> {
                if (saturated.window() < 1 || saturated.window() > Protocol.MAX_IN_FLIGHT) {
                    throw Failure.usage("--window is 1 to %d messages, not %d"
                            .formatted(Protocol.MAX_IN_FLIGHT, saturated.window()));
                }
            }
        }
    }

    public long warmupNanos() {
        return (long) (warmupSeconds * NANOS);
    }

    public long durationNanos() {
        return (long) (durationSeconds * NANOS);
    }

    @Override
    public String toString() {
        return "%s; %d bytes a message; %s; %s s measured after %s s of warm-up%s"
                .formatted(
                        shape,
                        textBytes,
                        pace,
                        seconds(durationSeconds),
                        seconds(warmupSeconds),
                        rounds == 1 ? "" : "; medians of " + rounds + " rounds");
    }

    private static String seconds(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
