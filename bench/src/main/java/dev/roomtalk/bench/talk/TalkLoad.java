package dev.roomtalk.bench.talk;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Stamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What {@code bench path} sends, and how long its way is.
 *
 * @param members that listen; the sender is one more
 * @param messages that are measured; {@link #WARM_UP} more go ahead of them
 * @param rate messages a second
 * @param delay in each direction
 */
public record TalkLoad(int members, int messages, double rate, int textBytes, Duration delay, long seed) {
    /**
     * Messages that count as deliveries but not as latencies: the first ones meet cold code, and a path not yet
     * measured.
     */
    public static final int WARM_UP = 20;

    private static final int MAX_MEMBERS = 100;
    private static final int MAX_MESSAGES = 100_000;
    /** A stamp, a space and a number. */
    private static final int SHORTEST = Stamp.LENGTH + 8;

    public TalkLoad {
        check(members >= 1 && members <= MAX_MEMBERS, "--members is 1 to " + MAX_MEMBERS + ", not " + members);
        check(messages >= 1 && messages <= MAX_MESSAGES, "--messages is 1 to " + MAX_MESSAGES + ", not " + messages);
        check(rate > 0 && rate <= 1000, "--rate is more than 0 and at most 1000 messages a second, not " + rate);
        check(textBytes >= SHORTEST && textBytes <= 1000, "--size is " + SHORTEST + " to 1000 bytes, not " + textBytes);
        check(
                !delay.isNegative() && delay.toMillis() <= 1000,
                "--delay is 0 to 1000 ms each way, not " + delay.toMillis());
    }

    private static void check(boolean good, String otherwise) {
        if (!good) {
            throw Failure.usage(otherwise);
        }
    }

    public int allMessages() {
        return messages + WARM_UP;
    }

    public double roundTripMillis() {
        return 2 * delay.toNanos() / 1e6;
    }

    /** When a message is meant to leave, in nanoseconds behind the first. */
    long departure(int number) {
        return Math.round(number * 1e9 / rate);
    }

    /** Message {@code number}, from 0, meant to leave at {@code nanoTime}. */
    String text(int number, long nanoTime) {
        byte[] stamp = new byte[Stamp.LENGTH];
        Stamp.write(nanoTime, stamp, 0);
        String text = new String(stamp, StandardCharsets.US_ASCII) + " " + number;
        return text + " ".repeat(textBytes - text.length() - 1) + ".";
    }

    @Override
    public String toString() {
        return "1 sender, %d members, %,d messages of %d bytes at %s/s; %s ms each way, seed %d"
                .formatted(members, messages, textBytes, number(rate), number(delay.toNanos() / 1e6), seed);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
