package dev.roomtalk.chat.screen;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.WCWidth;

/**
 * Folds a line to the width of a screen, between words if possible. All lines but the first are indented: no text can
 * begin where the time of a message stands, and so none can pretend to be another message.
 */
public final class Folding {
    /** As wide as the time and the space after it. */
    static final String INDENT = "      ";

    private static final int ZERO_WIDTH_JOINER = 0x200D;

    /** Makes the picture before it two columns wide, in terminals that support it. */
    private static final int EMOJI_PRESENTATION = 0xFE0F;

    private Folding() {}

    static List<AttributedString> fold(AttributedString line, int columns) {
        List<AttributedString> folded = new ArrayList<>();
        String text = line.toString();
        int start = 0;
        while (start <= text.length()) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            foldParagraph(line, start, end, columns, folded);
            start = end + 1;
        }
        return folded;
    }

    private static void foldParagraph(
            AttributedString line, int from, int to, int columns, List<AttributedString> folded) {
        int start = from;
        do {
            boolean first = folded.isEmpty();
            // A screen too narrow for the indentation gets a few columns per line rather than none.
            int room = first ? columns : Math.max(columns - INDENT.length(), 4);
            int end = lineEnd(line, start, to, Math.max(room, 4));
            AttributedString part = line.subSequence(start, end);
            folded.add(
                    first
                            ? part
                            : new AttributedStringBuilder()
                                    .append(INDENT)
                                    .append(part)
                                    .toAttributedString());
            start = end;
            while (start < to && end > from && line.charAt(start) == ' ') {
                start++;
            }
        } while (start < to);
    }

    /**
     * Where the line that begins at {@code start} ends: at the last gap that fits, or inside a word that is too long.
     */
    private static int lineEnd(AttributedString line, int start, int to, int columns) {
        int width = 0;
        int gap = start;
        int character = start;
        int previous = 0;
        for (int i = start; i < to; ) {
            int c = Character.codePointAt(line, i);
            int w = width(c);
            if (separate(c, previous)) {
                character = i;
            }
            if (i > start && isGap(c, w, previous)) {
                gap = i;
            }
            if (w > 0 && width + w > columns && character > start) {
                return gap > start ? gap : character;
            }
            width += w;
            previous = c;
            i += Character.charCount(c);
        }
        return to;
    }

    /**
     * The most columns that a character takes: terminals disagree about pictures made of several characters, and a line
     * that is folded too early looks better than one that the terminal breaks.
     */
    private static int width(int c) {
        if (Character.isEmojiModifier(c)) {
            return 2;
        }
        return c == EMOJI_PRESENTATION ? 1 : Math.max(WCWidth.wcwidth(c), 0);
    }

    /** Whether a line may end before {@code c}: at the first space after a word, or between ideographs or pictures. */
    private static boolean isGap(int c, int width, int previous) {
        if (c == ' ') {
            return previous != ' ';
        }
        int type = Character.getType(c);
        return width == 2
                && previous != ' '
                && (type == Character.OTHER_LETTER || type == Character.OTHER_SYMBOL)
                && separate(c, previous);
    }

    /** Whether {@code c} begins a new character after {@code previous}. */
    private static boolean separate(int c, int previous) {
        return previous != ZERO_WIDTH_JOINER && !Character.isEmojiModifier(c) && WCWidth.wcwidth(c) > 0;
    }
}
