package dev.roomtalk.chat.tui;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** A pasted block while it is read. What is too long is only counted. */
final class PasteBuffer {
    private static final byte[] END = "\033[201~".getBytes(StandardCharsets.US_ASCII);

    private final Consumer<TerminalEvent> events;
    private byte[] bytes = new byte[0];
    private int size;
    private long count;
    private int matched;

    PasteBuffer(Consumer<TerminalEvent> events) {
        this.events = events;
    }

    /**
     * Takes a byte.
     *
     * @return whether it was the last of the block, which has been reported
     */
    boolean add(int b) {
        count++;
        if (size < Decoder.MAX_PASTE_BYTES + END.length) {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(1024, size * 2));
            }
            bytes[size++] = (byte) b;
        }
        // Esc stands only at the beginning of the end.
        matched = b == END[matched] ? matched + 1 : b == END[0] ? 1 : 0;
        if (matched == END.length) {
            size -= Math.min(size, END.length);
            report(count - END.length);
            return true;
        }
        return false;
    }

    /** The block ends without its end. */
    void end() {
        report(count);
    }

    private void report(long length) {
        TerminalEvent event = length > Decoder.MAX_PASTE_BYTES
                ? new TerminalEvent.PasteRefused(length)
                : new TerminalEvent.Pasted(new String(bytes, 0, size, StandardCharsets.UTF_8)
                        .replace("\r\n", "\n")
                        .replace('\r', '\n'));
        bytes = new byte[0];
        size = 0;
        count = 0;
        matched = 0;
        events.accept(event);
    }
}
