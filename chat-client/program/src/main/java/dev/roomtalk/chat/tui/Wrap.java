package dev.roomtalk.chat.tui;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Folds text to a width: between words where it can, else between clusters. */
public final class Wrap {
    /** A screen too narrow for the indent gets as many columns a line as a cluster may need. */
    private static final int MIN_COLUMNS = Text.MAX_CLUSTER_WIDTH;

    private final List<Line> lines = new ArrayList<>();
    private final List<Piece> row = new ArrayList<>();
    private final int columns;
    private final int indent;
    private int width;

    /** Where the row may end: before this piece; 0 if nowhere yet. */
    private int gap;

    /** Whether the last line ended because it was full. */
    private boolean folded;

    private Wrap(int columns, int indent) {
        this.columns = Math.max(columns, 1);
        this.indent = Math.clamp(indent, 0, Math.max(0, columns - MIN_COLUMNS));
    }

    private record Piece(
            Cluster cluster, Style style, @Nullable String link) {
        boolean space() {
            return cluster.space();
        }

        /** Whether a line may begin with it, whatever is before it: ideographs and pictures stand for words. */
        boolean word() {
            int c = cluster.text().codePointAt(0);
            int type = Character.getType(c);
            return cluster.width() > 1
                    && (Character.isIdeographic(c)
                            || Character.isExtendedPictographic(c)
                            || type == Character.OTHER_LETTER);
        }
    }

    /**
     * Folds a line.
     *
     * @param columns the width of each line of the answer
     * @param indent the columns before all lines but the first: no text can begin where the first line does
     * @return at least one line; line breaks in the text begin new ones
     */
    public static List<Line> fold(Line line, int columns, int indent) {
        Wrap wrap = new Wrap(columns, indent);
        for (Span span : line.spans()) {
            wrap.add(span);
        }
        wrap.end();
        return wrap.lines;
    }

    private void add(Span span) {
        String text = span.text();
        int start = 0;
        while (true) {
            int end = text.indexOf('\n', start);
            String paragraph = text.substring(start, end < 0 ? text.length() : end);
            for (Cluster cluster : Text.clusters(paragraph)) {
                add(new Piece(cluster, span.style(), span.link()));
            }
            if (end < 0) {
                return;
            }
            end();
            start = end + 1;
        }
    }

    /** Ends a paragraph. */
    private void end() {
        if (!folded || !row.isEmpty()) {
            flush(row.size());
        }
        folded = false;
    }

    private void add(Piece piece) {
        if (folded && row.isEmpty() && piece.space()) {
            return;
        }
        boolean afterSpace = !row.isEmpty() && row.getLast().space();
        if (!row.isEmpty()
                && (piece.space()
                        ? !afterSpace
                        : afterSpace || piece.word() || row.getLast().word())) {
            gap = row.size();
        }
        row.add(piece);
        width += piece.cluster().width();
        while (width > room() && row.size() > 1) {
            flush(withoutSpaces(Math.min(gap > 0 ? gap : row.size(), fitting())));
            folded = true;
        }
    }

    /** How many pieces fit into the line; at least one. */
    private int fitting() {
        int left = room() - row.getFirst().cluster().width();
        int count = 1;
        while (count < row.size() && left >= row.get(count).cluster().width()) {
            left -= row.get(count++).cluster().width();
        }
        return count;
    }

    /** The end of what is shown of a full line: spaces at its end take no column. */
    private int withoutSpaces(int end) {
        int last = end;
        while (last > 1 && row.get(last - 1).space()) {
            last--;
        }
        return last;
    }

    private int room() {
        return lines.isEmpty() ? columns : columns - indent;
    }

    /** Ends a line before the piece; what follows it begins the next one, without the spaces between. */
    private void flush(int end) {
        Line.Builder line = Line.builder();
        if (!lines.isEmpty() && indent > 0 && end > 0) {
            line.add(" ".repeat(indent));
        }
        for (int i = 0; i < end; ) {
            Piece first = row.get(i);
            StringBuilder text = new StringBuilder();
            while (i < end && same(first, row.get(i))) {
                text.append(row.get(i++).cluster().text());
            }
            if (i == end) {
                Text.endLine(text);
            }
            line.add(text.toString(), first.style(), first.link());
        }
        lines.add(line.build());
        int next = end;
        while (next < row.size() && row.get(next).space()) {
            next++;
        }
        row.subList(0, next).clear();
        gap = 0;
        width = 0;
        for (Piece piece : row) {
            width += piece.cluster().width();
        }
    }

    private static boolean same(Piece a, Piece b) {
        return a.style().equals(b.style()) && Objects.equals(a.link(), b.link());
    }
}
