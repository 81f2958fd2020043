package dev.roomtalk.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads bytes as UTF-8. What is not UTF-8 is refused by its place and never replaced; a byte order mark at the
 * beginning of a text or of a line is no part of it.
 */
public final class Utf8 {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Utf8() {}

    /** The text that these bytes are. */
    public static String text(byte[] bytes) throws NotUtf8Exception {
        int lineBegin = 0;
        for (int i = 0, line = 1; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                check(bytes, lineBegin, i, line++);
                lineBegin = i + 1;
            }
        }
        return unmarked(new String(bytes, StandardCharsets.UTF_8));
    }

    /** The lines of a text, without their ends: a line feed, or a carriage return and a line feed. */
    public static List<String> lines(byte[] bytes) throws NotUtf8Exception {
        List<String> lines = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length ? i > begin : bytes[i] == '\n') {
                lines.add(line(bytes, begin, i, lines.size() + 1));
                begin = i + 1;
            }
        }
        return lines;
    }

    /**
     * The lines of a file.
     *
     * @throws IOException the file cannot be read, or it is a {@link NotUtf8Exception}
     */
    public static List<String> lines(Path file) throws IOException {
        return lines(Files.readAllBytes(file));
    }

    /** The text of one line, without a carriage return at its end. */
    static String line(byte[] bytes, int begin, int end, long number) throws NotUtf8Exception {
        check(bytes, begin, end, number);
        int last = end > begin && bytes[end - 1] == '\r' ? end - 1 : end;
        return unmarked(new String(bytes, begin, last - begin, StandardCharsets.UTF_8));
    }

    private static void check(byte[] bytes, int begin, int end, long line) throws NotUtf8Exception {
        int wrong = firstWrong(bytes, begin, end);
        if (wrong >= 0) {
            throw new NotUtf8Exception("line " + line + ", ", wrong);
        }
    }

    /** The index, from {@code begin} on, of the first byte that is not UTF-8; -1: all are. */
    public static int firstWrong(byte[] bytes, int begin, int end) {
        ByteBuffer in = ByteBuffer.wrap(bytes, begin, end - begin);
        CharBuffer out = CharBuffer.allocate(end - begin + 1);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        return result.isError() ? in.position() - begin : -1;
    }

    /** The text without a byte order mark at its beginning. */
    public static String unmarked(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }
}
