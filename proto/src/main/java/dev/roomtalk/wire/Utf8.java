package dev.roomtalk.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Texts as UTF-8 (RFC 3629), without a copy of them. */
public final class Utf8 {
    /** What a decoder puts where there is no character. */
    private static final char REPLACEMENT = '\ufffd';

    private Utf8() {}

    /** How many bytes {@link String#getBytes} makes of a text in UTF-8: half of a surrogate pair alone is one. */
    public static int length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x800 && !Character.isSurrogate(c)) {
                length += 2;
            } else if (c >= 0x80 && c < 0x800) {
                length++;
            } else if (isPair(text, i)) {
                // Two characters of Java, four bytes.
                length += 2;
                i++;
            }
        }
        return length;
    }

    /** Writes the bytes of {@link #length}, which are those of {@link String#getBytes}, and returns where they end. */
    public static int encode(String text, byte[] out, int offset) {
        int at = offset;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                out[at++] = (byte) c;
            } else if (c < 0x800) {
                out[at++] = (byte) (0xc0 | (c >> 6));
                out[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (!Character.isSurrogate(c)) {
                out[at++] = (byte) (0xe0 | (c >> 12));
                out[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                out[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (isPair(text, i)) {
                int codePoint = Character.toCodePoint(c, text.charAt(++i));
                out[at++] = (byte) (0xf0 | (codePoint >> 18));
                out[at++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
                out[at++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
                out[at++] = (byte) (0x80 | (codePoint & 0x3f));
            } else {
                out[at++] = '?';
            }
        }
        return at;
    }

    private static boolean isPair(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }

    /** Decodes a text; null: it is not UTF-8. */
    public static @Nullable String decode(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        // It may have been written there.
        byte[] again = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(bytes, offset, offset + length, again, 0, again.length) ? text : null;
    }
}
