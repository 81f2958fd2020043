package dev.roomtalk.bridge.input;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream of bytes into messages: each line is one. Empty lines are none; a carriage return before the end of a
 * line is part of that end, and a byte order mark at its beginning is no part of it. Confined to its caller.
 */
final class LineSplitter {
    private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    private final int longest;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    /** Of the present line, also where they are too many to be kept. */
    private long bytes;

    /** Of the line that ended last, counted from 1. */
    private long number;

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
        // More bytes than a message may have: a byte order mark before it, and the carriage return behind it.
        line.write(some, begin, Math.min(end - begin, MARK.length + longest + 1 - line.size()));
    }

    private void end(List<Line> whole) {
        byte[] said = line.toByteArray();
        boolean complete = bytes == said.length;
        number++;
        int mark = mark(said, said.length);
        int length = complete && bytes > 0 && said[said.length - 1] == '\r' ? said.length - 1 : said.length;
        if (!complete || length - mark > longest) {
            whole.add(new Rejected(
                    Counter.TOO_LONG, "it has " + (bytes - mark) + " bytes, and a message at most " + longest));
        } else if (length > mark) {
            whole.add(decoded(said, mark, length, number));
        }
        line.reset();
        bytes = 0;
    }

    private static Line decoded(byte[] said, int begin, int length, long number) {
        int wrong = Utf8.firstWrong(said, begin, length);
        return wrong >= 0
                ? new Rejected(Counter.NOT_UTF8, "line " + number + ", byte " + (begin + wrong + 1) + " is not UTF-8")
                : new Text(new String(said, begin, length - begin, StandardCharsets.UTF_8));
    }

    /** How many bytes of a byte order mark the line begins with. */
    private static int mark(byte[] said, int length) {
        return length >= MARK.length && Arrays.equals(said, 0, MARK.length, MARK, 0, MARK.length) ? MARK.length : 0;
    }
}
