package dev.roomtalk.chat.tui;

import dev.roomtalk.client.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.WCWidth;

/**
 * Text as a terminal shows it: its clusters and their widths. What could steer a terminal is made visible by {@link
 * VisibleText}. Marks without a letter stand on a dotted circle; of very many marks on one letter, or skin colours
 * of one picture, the first are shown; a very wide cluster is divided.
 */
public final class Text {
    /** As wide as a family of four, where a terminal draws each person. */
    public static final int MAX_CLUSTER_WIDTH = 8;

    /** More than any script needs on one letter. */
    static final int MAX_MARKS = 8;

    /** Stands at the end of what is cut off. */
    static final String ELLIPSIS = "…";

    private static final Pattern CLUSTER = Pattern.compile("\\X");
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int EMOJI_PRESENTATION = 0xFE0F;
    private static final int KEYCAP = 0x20E3;
    private static final String DOTTED_CIRCLE = "\u25CC";

    /** Letters, digits and signs that are one column wide everywhere, by their code point. */
    private static final Cluster[] SIMPLE = new Cluster[0x300];

    static {
        for (int c = ' '; c < SIMPLE.length; c++) {
            if (simple((char) c)) {
                SIMPLE[c] = c == ' ' ? Cluster.SPACE : new Cluster(String.valueOf((char) c), 1, false);
            }
        }
    }

    private Text() {}

    /** The clusters of a text, as they are shown on one line: line breaks are marks, too. */
    public static List<Cluster> clusters(String text) {
        String shown = VisibleText.line(text);
        List<Cluster> clusters = new ArrayList<>(shown.length());
        Matcher matcher = null;
        for (int i = 0; i < shown.length(); ) {
            char c = shown.charAt(i);
            if (simple(c) && (i + 1 == shown.length() || simple(shown.charAt(i + 1)))) {
                clusters.add(SIMPLE[c]);
                i++;
            } else {
                if (matcher == null) {
                    matcher = CLUSTER.matcher(shown);
                }
                int end = end(matcher, shown, i);
                divide(shown, i, end, clusters);
                i = end;
            }
        }
        return clusters;
    }

    /** The columns that the text takes on one line. */
    public static int width(String text) {
        int width = 0;
        for (Cluster cluster : clusters(text)) {
            width += cluster.width();
        }
        return width;
    }

    /** The text as it is shown, in so many columns at most; an ellipsis stands for what is cut off. */
    public static String cut(String text, int columns) {
        List<Cluster> clusters = clusters(text);
        int width = 0;
        int fits = 0;
        StringBuilder shown = new StringBuilder(text.length());
        for (Cluster cluster : clusters) {
            if (width + cluster.width() > columns) {
                shown.setLength(fits);
                endLine(shown);
                return columns <= 0 ? "" : shown.append(ELLIPSIS).toString();
            }
            width += cluster.width();
            shown.append(cluster.text());
            if (width < columns) {
                fits = shown.length();
            }
        }
        return shown.toString();
    }

    /**
     * Where the cluster that begins at {@code start} of a text ends, before anything in the text is made visible. What
     * is made visible is a cluster for each code point; a very wide one is divided.
     */
    static int clusterEnd(CharSequence text, int start) {
        char c = text.charAt(start);
        if (simple(c) && (start + 1 == text.length() || simple(text.charAt(start + 1)))) {
            return start + 1;
        }
        int end = end(CLUSTER.matcher(text), text, start);
        int first = start + Character.charCount(Character.codePointAt(text, start));
        if (end == first) {
            return end;
        }
        int width = 0;
        for (int i = start; i < end; ) {
            int next = Character.codePointAt(text, i);
            width += columns(next);
            if (width > MAX_CLUSTER_WIDTH) {
                end = i;
            }
            i += Character.charCount(next);
        }
        String raw = text.subSequence(start, end).toString();
        return visible(text, start, end).equals(raw) ? end : first;
    }

    /** A part of a text as it is shown. Whether a joiner at its end is harmless depends on the letter that follows. */
    static String visible(CharSequence text, int start, int end) {
        char last = text.charAt(end - 1);
        boolean joiner = last == ZERO_WIDTH_JOINER || last == ZERO_WIDTH_NON_JOINER;
        if (!joiner || end == text.length()) {
            return VisibleText.line(text.subSequence(start, end).toString());
        }
        int next = Character.codePointAt(text, end);
        if (VisibleText.steers(next)) {
            return VisibleText.line(text.subSequence(start, end).toString());
        }
        String shown = VisibleText.line(text.subSequence(start, end) + Character.toString(next));
        return shown.substring(
                0, shown.length() - VisibleText.line(Character.toString(next)).length());
    }

    /** Where a cluster ends; marks that stand for themselves in their script belong to the letter before them, too. */
    private static int end(Matcher matcher, CharSequence text, int start) {
        int end = start;
        do {
            matcher.region(end, text.length());
            end = matcher.lookingAt() ? matcher.end() : end + 1;
        } while (end < text.length()
                && mark(Character.codePointAt(text, end))
                && !VisibleText.steers(text.charAt(start)));
        return end;
    }

    private static boolean mark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    /** Whether the character is one column wide everywhere, and begins a cluster. */
    static boolean simple(char c) {
        return (c >= ' ' && c <= '~') || (c >= 0xA0 && c < 0x300 && c != 0xAD);
    }

    /** Adds what is shown of one cluster of the text. */
    private static void divide(String text, int start, int end, List<Cluster> clusters) {
        StringBuilder part = new StringBuilder();
        int marks = 0;
        int width = 0;
        int before = 0;
        for (int i = start; i < end; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            int columns = columns(c);
            boolean tooMany = columns == 0 && ++marks > MAX_MARKS && !tag(c);
            if (tooMany || (Character.isEmojiModifier(c) && Character.isEmojiModifier(before))) {
                continue;
            }
            before = c;
            if (columns > 0 && width + columns > MAX_CLUSTER_WIDTH) {
                clusters.add(cluster(part));
                part.setLength(0);
                width = 0;
            }
            marks = columns > 0 ? 0 : marks;
            width += columns;
            part.appendCodePoint(c);
        }
        clusters.add(cluster(part));
    }

    private static Cluster cluster(StringBuilder part) {
        int last = part.length() - 1;
        if (last > 0 && part.charAt(last) == ZERO_WIDTH_JOINER && Character.isSurrogate(part.charAt(last - 1))) {
            // What it would join is in the next part.
            part.setLength(last);
        }
        String text = part.toString();
        if (extendsBefore(text.codePointAt(0))) {
            text = DOTTED_CIRCLE + text;
        }
        int width = width(text.codePoints().toArray()) + (needsSpace(text) ? 1 : 0);
        return new Cluster(text, Math.clamp(width, 1, MAX_CLUSTER_WIDTH), !agreed(text));
    }

    /** Whether the code point is part of the cluster before it, if there is one. */
    private static boolean extendsBefore(int c) {
        return mark(c) || Character.isEmojiModifier(c) || tag(c);
    }

    /** Whether some terminals draw the cluster into the cell before it, unless a space is there. */
    static boolean needsSpace(String cluster) {
        int c = cluster.codePointAt(0);
        return vowelOrFinalJamo(c) || Character.getType(c) == Character.FORMAT;
    }

    /** Removes what could join the end of a line to a text that does not follow. */
    static void endLine(StringBuilder line) {
        int last = line.length() - 1;
        if (last >= 0 && (line.charAt(last) == ZERO_WIDTH_JOINER || line.charAt(last) == ZERO_WIDTH_NON_JOINER)) {
            line.setLength(last);
        }
    }

    private static int width(int[] cluster) {
        int width = 0;
        boolean picture = false;
        int indicators = 0;
        for (int c : cluster) {
            width += columns(c);
            picture |= c == EMOJI_PRESENTATION || c == KEYCAP;
            indicators += regionalIndicator(c) ? 1 : 0;
        }
        return (picture && width > 0) || indicators > 0 ? Math.max(width, 2) : width;
    }

    /** The most columns that a known terminal adds to a cluster for this code point of it. */
    private static int columns(int c) {
        if (Character.isEmojiModifier(c) || (Character.isEmojiPresentation(c) && !regionalIndicator(c))) {
            return 2;
        }
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            case Character.COMBINING_SPACING_MARK -> 1;
            case Character.FORMAT -> c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER || tag(c) ? 0 : 1;
            default -> {
                if (vowelOrFinalJamo(c)) {
                    yield 0;
                }
                boolean newer = c >= 0x1F000 && Character.isExtendedPictographic(c);
                yield newer ? 2 : Math.max(WCWidth.wcwidth(c), 1);
            }
        };
    }

    /** Hangul letters that a terminal draws into the syllable before. */
    private static boolean vowelOrFinalJamo(int c) {
        return (c >= 0x1160 && c <= 0x11FF) || (c >= 0xD7B0 && c <= 0xD7FB);
    }

    private static boolean regionalIndicator(int c) {
        return c >= 0x1F1E6 && c <= 0x1F1FF;
    }

    /** Part of a flag that is written with tags. */
    private static boolean tag(int c) {
        return c >= 0xE0020 && c <= 0xE007F;
    }

    /** Whether all known terminals give the cluster the same width: a single code point of a well-known block. */
    private static boolean agreed(String cluster) {
        int c = cluster.codePointAt(0);
        if (cluster.length() > 1 || Character.isExtendedPictographic(c)) {
            return false;
        }
        return c < 0x483
                || (c >= 0x48A && c < 0x530)
                || (c >= 0x1E00 && c < 0x2000)
                || (c >= 0x2010 && c < 0x20D0 && !VisibleText.steers(c))
                || (c >= 0x2100 && c < 0x2E00)
                || (c >= 0x2E80 && c < 0x4DC0)
                || (c >= 0x4E00 && c < 0xA000)
                || (c >= 0xAC00 && c < 0xD7A4)
                || (c >= 0xF900 && c < 0xFB00)
                || (c >= 0xFF01 && c < 0xFFE7);
    }
}
