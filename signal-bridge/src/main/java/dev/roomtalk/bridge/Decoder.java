package dev.roomtalk.bridge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Turns the signals of one sender into messages. Confined to the thread that owns the sender. */
final class Decoder {
    /** What one more signal led to. */
    sealed interface Step {}

    /** The message goes on. */
    record More() implements Step {}

    /** A message is complete, and is what was sent as far as this end can know. */
    record Text(String text) implements Step {}

    /** A message is complete and cannot be shown. */
    record Rejected(Counter reason, String why) implements Step {}

    private static final Step MORE = new More();

    private final Dialect dialect;
    private final int longest;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

    private int turn;
    private int value;
    /** Of the message so far, in bytes; it goes on counting where {@code bytes} stops growing. */
    private int length;

    private boolean unordered;

    /** Makes a decoder at the start of a message; one of more than {@code longest} bytes is rejected at its end. */
    Decoder(Dialect dialect, int longest) {
        this.dialect = dialect;
        this.longest = longest;
    }

    Step accept(Signal signal) {
        if (dialect.isOne(signal)) {
            value |= 1 << dialect.order().place(turn);
        }
        turn++;
        if (turn < 8) {
            return MORE;
        }
        byte complete = (byte) value;
        turn = 0;
        value = 0;
        if (complete == dialect.terminator()) {
            Step end = end();
            reset();
            return end;
        }
        if (length < longest) {
            bytes.write(complete);
        }
        if (length < Integer.MAX_VALUE) {
            length++;
        }
        return MORE;
    }

    /** Notes that the order of two signals of this message is not known: it will be rejected at its end. */
    void doubtOrder() {
        unordered = true;
    }

    boolean midMessage() {
        return turn > 0 || length > 0;
    }

    /** Whole bytes of the message so far. */
    int length() {
        return length;
    }

    void reset() {
        bytes.reset();
        turn = 0;
        value = 0;
        length = 0;
        unordered = false;
    }

    private Step end() {
        if (unordered) {
            return new Rejected(
                    Counter.OUT_OF_ORDER,
                    "both its signals were waiting at once, so their order is lost: it sends faster than this machine listens");
        }
        if (length > longest) {
            return new Rejected(Counter.TOO_LONG, "it has %d bytes, at most %d are allowed".formatted(length, longest));
        }
        if (length == 0) {
            return new Rejected(Counter.EMPTY, "it is empty");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return new Text(text);
        } catch (CharacterCodingException e) {
            return new Rejected(
                    Counter.NOT_UTF8,
                    "its %d bytes are not UTF-8: bits were lost, or it speaks another dialect than %s"
                            .formatted(length, dialect.name()));
        }
    }
}
