package dev.roomtalk.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An input as a list of steps: a byte says what is done, the bytes behind it with what. A separator stands between two
 * steps, so that an input from which bytes are missing is still one with mostly the same steps.
 */
public final class Steps {
    /** For the fuzzer's dictionary, and between two steps. */
    public static final String SEPARATOR = "\u0001\u0002\u0003";

    private static final byte[] BETWEEN = SEPARATOR.getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** One step. */
    public static final class Step {
        private final int kind;
        private final byte[] payload;

        private Step(int kind, byte[] payload) {
            this.kind = kind;
            this.payload = payload;
        }

        /** What is done: 0 to 255. */
        public int kind() {
            return kind;
        }

        public byte[] payload() {
            return payload;
        }

        /** A number from the payload: 0 if it has none. */
        public int number(int bound) {
            return payload.length == 0 ? 0 : Byte.toUnsignedInt(payload[0]) % bound;
        }
    }

    /** The steps of an input, of which there are no more than {@code most}. */
    public static List<Step> of(byte[] input, int most) {
        List<Step> steps = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= input.length && steps.size() < most; at++) {
            boolean separator = Arrays.mismatch(BETWEEN, 0, BETWEEN.length, input, at, end(input, at)) < 0;
            if (at == input.length || separator) {
                if (at > start) {
                    steps.add(new Step(Byte.toUnsignedInt(input[start]), Arrays.copyOfRange(input, start + 1, at)));
                }
                start = at + BETWEEN.length;
                at = Math.max(at, start - 1);
            }
        }
        return steps;
    }

    private static int end(byte[] input, int at) {
        return Math.min(input.length, at + BETWEEN.length);
    }

    /** Adds a step to an input that is being made. */
    public Steps step(int kind, byte... payload) {
        if (bytes.size() > 0) {
            bytes.writeBytes(BETWEEN);
        }
        bytes.write(kind);
        bytes.writeBytes(payload);
        return this;
    }

    /** The input. */
    public byte[] input() {
        return bytes.toByteArray();
    }
}
