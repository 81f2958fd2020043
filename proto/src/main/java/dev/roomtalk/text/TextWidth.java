package dev.roomtalk.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many columns of a terminal a text takes, as Unicode's East Asian Width and wcwidth(3) have it: ideographs, kana,
 * Hangul and pictographs take two, marks and joiners none, a sequence that is one picture (with joiners, skin tones or
 * a variation selector, or a flag of two letters) two.
 */
public final class TextWidth {
    private static final int EMOJI_PRESENTATION = 0xFE0F;

    /** What is drawn as one, by Unicode's rules (UAX 29). */
    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private TextWidth() {}

    public static int of(String text) {
        int width = 0;
        Matcher cluster = CLUSTER.matcher(text);
        while (cluster.find()) {
            width += cluster(cluster.group());
        }
        return width;
    }

    private static int cluster(String cluster) {
        int widest = 0;
        boolean flag = false;
        boolean presented = false;
        for (int c : cluster.codePoints().toArray()) {
            widest = Math.max(widest, of(c));
            flag |= c >= 0x1F1E6 && c <= 0x1F1FF;
            presented |= c == EMOJI_PRESENTATION;
        }
        return presented || (flag && cluster.length() > 2) ? 2 : widest;
    }

    /** The text with spaces behind it, so that it takes this many columns at least. */
    public static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - of(text)));
    }

    private static int of(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT
                || type == Character.CONTROL
                || (c >= 0x1160 && c <= 0x11FF)) {
            return 0;
        }
        return isWide(c) ? 2 : 1;
    }

    private static boolean isWide(int c) {
        return c >= 0x1100
                && (c <= 0x115F
                        || Character.isIdeographic(c)
                        || (c >= 0x2E80 && c <= 0xA4CF && c != 0x303F)
                        || (c >= 0xA960 && c <= 0xA97C)
                        || (c >= 0xAC00 && c <= 0xD7A3)
                        || (c >= 0xF900 && c <= 0xFAFF)
                        || (c >= 0xFE30 && c <= 0xFE6F)
                        || (c >= 0xFF01 && c <= 0xFF60)
                        || (c >= 0xFFE0 && c <= 0xFFE6)
                        || (c >= 0x1B000 && c <= 0x1B2FF)
                        || Character.isEmojiPresentation(c)
                        || (c >= 0x1F300 && c <= 0x1FAFF && !isNarrowPicture(c)));
    }

    /** Pictographs that take one column unless a variation selector follows, such as U+1F321. */
    private static boolean isNarrowPicture(int c) {
        return Character.isEmoji(c) && !Character.isEmojiPresentation(c);
    }
}
