package dev.roomtalk.bridge.input;

import dev.roomtalk.bridge.base.Counter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream of bytes into messages: each line is one. Empty lines are none; a carriage return before the end of a
 * line is part of that end. Confined to its caller.
 */
final class LineSplitter {
    private final int longest;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    /** Of the present line, also where they are too many to be kept. */
    private long bytes;

    /** A line that was said. */
    sealed interface Line {}

    record Text(String text) implements Line {}

    /** It is no message, whole as it is. */
    record Rejected(Counter reason, String why) implements Line {}

    /** @param longest bytes of a message */
    LineSplitter(int longest) {
        this.longest = longest;
    }

    /** Takes some bytes; returns the lines that are whole by them. */
    List<Line> take(byte[] some, int length) {
        List<Line> whole = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < length; i++) {
            if (some[i] == '\n') {
                keep(some, begin, i);
                end(whole);
                begin = i + 1;
            }
        }
        keep(some, begin, length);
        return whole;
    }

    /** Whether a line has begun whose end is still to come. */
    boolean within() {
        return bytes > 0;
    }

    /** The stream ends: so does its last line. */
    List<Line> end() {
        List<Line> whole = new ArrayList<>();
        end(whole);
        return whole;
    }

    private void keep(byte[] some, int begin, int end) {
        bytes += end - begin;
        // One byte more than a message may have: it can be the carriage return.
        line.write(some, begin, Math.min(end - begin, longest + 1 - line.size()));
    }

    private void end(List<Line> whole) {
        byte[] said = line.toByteArray();
        boolean complete = bytes == said.length;
        int length = complete && bytes > 0 && said[said.length - 1] == '\r' ? said.length - 1 : said.length;
        if (!complete || length > longest) {
            whole.add(new Rejected(Counter.TOO_LONG, "it has " + bytes + " bytes, and a message at most " + longest));
        } else if (length > 0) {
            whole.add(decoded(said, length));
        }
        line.reset();
        bytes = 0;
    }

    private static Line decoded(byte[] said, int length) {
        try {
            return new Text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(said, 0, length))
                    .toString());
        } catch (CharacterCodingException e) {
            return new Rejected(Counter.NOT_UTF8, "its " + length + " bytes are not UTF-8");
        }
    }
}
