package dev.roomtalk.chat.console;

import dev.roomtalk.client.Search;
import dev.roomtalk.client.VisibleText;
import java.util.ArrayList;
import java.util.List;

/** A text that was found, made safe to print by {@link VisibleText}, with what was looked for marked in it. */
public final class MarkedText {
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private MarkedText() {}

    /** A part of a line. */
    public record Piece(String text, boolean marked) {}

    /** The lines of the text, at least one. A line break at the end begins no line. */
    public static List<List<Piece>> lines(String text, List<Search.Stretch> matches) {
        List<List<Piece>> lines = new ArrayList<>();
        lines.add(new ArrayList<>());
        int at = 0;
        for (Search.Stretch match : matches) {
            int start = Math.max(at, match.start());
            int end = joined(text, Math.max(start, match.end()));
            add(lines, text.substring(at, start), false);
            add(lines, text.substring(start, end), true);
            at = end;
        }
        add(lines, text.substring(at), false);
        if (lines.size() > 1 && lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }

    /** What is drawn as one is not torn apart. */
    private static int joined(String text, int end) {
        int i = end;
        while (i < text.length() && (text.codePointAt(i) == ZERO_WIDTH_JOINER || hangs(text.codePointAt(i)))) {
            boolean joins = text.codePointAt(i) == ZERO_WIDTH_JOINER;
            i += Character.charCount(text.codePointAt(i));
            i += joins && i < text.length() ? Character.charCount(text.codePointAt(i)) : 0;
        }
        return i;
    }

    private static boolean hangs(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> Character.isEmojiModifier(c);
        };
    }

    private static void add(List<List<Piece>> lines, String text, boolean marked) {
        if (text.isEmpty()) {
            return;
        }
        // A line break at the end of the part begins a line for the part that follows.
        List<String> parts = VisibleText.lines(text + "x");
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            boolean last = i == parts.size() - 1;
            if (i > 0) {
                lines.add(new ArrayList<>());
            }
            String shown = last ? part.substring(0, part.length() - 1) : part;
            if (!shown.isEmpty()) {
                lines.getLast().add(new Piece(shown, marked));
            }
        }
    }
}
