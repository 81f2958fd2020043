package dev.roomtalk.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Makes text from others safe to print: nothing in it can move the cursor, change colours, reorder or hide text, or set
 * the title of a terminal. Control characters appear as their pictures ({@code ␛}), bidi overrides and other invisible
 * format characters as their number in braces behind a backslash and a u. What only looks strange stays as it is:
 * combining characters, emoji joined by ZWJ, variation selectors, flags, and the joiners that some scripts need between
 * letters.
 */
public final class VisibleText {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int BLACK_FLAG = 0x1F3F4;
    private static final int TAG_SPACE = 0xE0020;
    private static final int TAG_END = 0xE007F;
    private static final String TAB = "    ";

    private VisibleText() {}

    /** The text on one line: line breaks are marks, too. */
    public static String line(String text) {
        int first = firstSuspect(text);
        if (first < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (c == '\t') {
                out.append(TAB);
            } else if (harmless(text, i, c, next)) {
                out.appendCodePoint(c);
            } else if (c == BLACK_FLAG) {
                next = flagEnd(text, next);
                out.append(text, i, next);
            } else {
                mark(out, c);
            }
            i = next;
        }
        return out.toString();
    }

    /** The lines of the text, each as {@link #line} makes it; at least one. A line break at the end begins no line. */
    public static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean crlf = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (c == '\n' || c == '\u2028' || c == '\u2029' || crlf) {
                lines.add(line(text.substring(start, i)));
                i += crlf ? 1 : 0;
                start = i + 1;
            }
        }
        if (start < text.length() || lines.isEmpty()) {
            lines.add(line(text.substring(start)));
        }
        return lines;
    }

    /**
     * Where the first character stands that is neither printable ASCII nor a plain letter below U+0250; -1: nowhere.
     */
    private static int firstSuspect(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= ' ' && c <= '~') || (c >= 0xA0 && c < 0x250 && c != 0xAD);
            if (!plain) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Whether a terminal may do something else with the character than show it: move, colour, reorder, hide or end
     * text.
     */
    public static boolean steers(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static boolean harmless(String text, int start, int c, int end) {
        if (steers(c)) {
            return Character.getType(c) == Character.FORMAT && harmlessFormat(text, start, c, end);
        }
        return c != BLACK_FLAG && !nonCharacter(c);
    }

    private static boolean harmlessFormat(String text, int start, int c, int end) {
        return switch (c) {
            case ZERO_WIDTH_JOINER -> joins(text, start, end) || (letterBefore(text, start) && letterAfter(text, end));
            case ZERO_WIDTH_NON_JOINER -> letterBefore(text, start) && letterAfter(text, end);
            default -> numberSign(c);
        };
    }

    /** Signs that scripts write before or under digits: format characters by their category, but visible (UAX #44). */
    private static boolean numberSign(int c) {
        return (c >= 0x600 && c <= 0x605)
                || c == 0x6DD
                || c == 0x70F
                || c == 0x890
                || c == 0x891
                || c == 0x8E2
                || c == 0x110BD
                || c == 0x110CD;
    }

    private static boolean nonCharacter(int c) {
        return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    }

    /**
     * Whether a pictograph ends before {@code start}, variation and skin tone aside, and another begins at {@code end}.
     */
    private static boolean joins(String text, int start, int end) {
        if (end >= text.length() || !Character.isExtendedPictographic(text.codePointAt(end))) {
            return false;
        }
        int i = start;
        while (i > 0) {
            int c = text.codePointBefore(i);
            if (c != 0xFE0F && !Character.isEmojiModifier(c)) {
                return Character.isExtendedPictographic(c);
            }
            i -= Character.charCount(c);
        }
        return false;
    }

    private static boolean letterBefore(String text, int start) {
        return start > 0 && letterOrMark(text.codePointBefore(start));
    }

    private static boolean letterAfter(String text, int end) {
        return end < text.length() && letterOrMark(text.codePointAt(end));
    }

    /** Of a script that has joining forms: not Latin, where a joiner could only deceive. */
    private static boolean letterOrMark(int c) {
        if (c < 0x300) {
            return false;
        }
        int type = Character.getType(c);
        return Character.isLetter(c) || type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /**
     * The end of the tag sequence that makes a flag of the black flag before {@code start}; {@code start} if there is
     * none.
     */
    private static int flagEnd(String text, int start) {
        int i = start;
        for (int tags = 0; tags <= 8 && i < text.length(); tags++) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == TAG_END) {
                return tags > 0 ? i : start;
            }
            if (c < TAG_SPACE || c > TAG_END) {
                return start;
            }
        }
        return start;
    }

    private static void mark(StringBuilder out, int c) {
        if (c < ' ') {
            out.appendCodePoint(0x2400 + c);
        } else if (c == 0x7F) {
            out.append('\u2421');
        } else {
            out.append("\\u{")
                    .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                    .append('}');
        }
    }
}
