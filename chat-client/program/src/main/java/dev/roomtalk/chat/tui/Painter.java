package dev.roomtalk.chat.tui;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a terminal from the screen that it shows to the next one, in one write that holds little more than the
 * difference. What each cell holds is known here and never read back; {@link #forget} after anybody else has written.
 *
 * <p>The package's page says why rows with doubtful clusters are cleared before they change. Where the text of a log
 * has moved ({@link Grid#scrolling}), the terminal moves whole rows, and what stands beside the log is written again:
 * this is done if it takes fewer cells. Not thread-safe: the UI thread owns it.
 */
public final class Painter {
    /** The terminal shows what comes between at once, if it knows of this (mode 2026). */
    private static final String BEGIN = "\033[?2026h";

    private static final String END = "\033[?2026l";

    /** So many unchanged cells are rather written again than jumped over. */
    private static final int SHORT_GAP = 4;

    /** What it costs, in cells, to begin writing somewhere, and to move rows. */
    private static final int JUMP = 6;

    private static final int SCROLL = 24;

    private final Consumer<byte[]> terminal;
    private final Pen pen;
    private @Nullable Grid shown;
    private boolean cursorShown;

    /** @param terminal takes all bytes of a frame at once */
    public Painter(TerminalTraits traits, Consumer<byte[]> terminal) {
        this.terminal = terminal;
        this.pen = new Pen(traits);
    }

    /** The terminal may show anything: the next screen is written whole. */
    public void forget() {
        shown = null;
    }

    /** Shows a screen. The grid may be changed again afterwards. */
    public void paint(Grid next) {
        Grid before = shown;
        pen.begin();
        if (before == null || before.rows() != next.rows() || before.columns() != next.columns()) {
            before = new Grid(next.rows(), next.columns());
            shown = before;
            pen.erase();
            cursorShown = true;
        }
        scroll(before, next);
        for (int row = 0; row < next.rows(); row++) {
            paint(row, before.row(row), next.row(row), next.columns());
        }
        boolean moved = next.cursorRow() != before.cursorRow()
                || (next.cursorRow() >= 0 && next.cursorColumn() != before.cursorColumn());
        if (pen.idle() && !moved) {
            return;
        }
        pen.plain();
        StringBuilder frame = new StringBuilder(BEGIN);
        boolean hide = cursorShown && (next.cursorRow() < 0 || pen.wide());
        frame.append(hide ? "\033[?25l" : "");
        if (next.cursorRow() >= 0) {
            pen.moveTo(next.cursorRow(), next.cursorColumn());
            before.cursor(next.cursorRow(), next.cursorColumn());
        } else {
            before.noCursor();
        }
        pen.appendTo(frame);
        frame.append(next.cursorRow() >= 0 && (hide || !cursorShown) ? "\033[?25h" : "");
        cursorShown = next.cursorRow() >= 0;
        terminal.accept(frame.append(END).toString().getBytes(StandardCharsets.UTF_8));
    }

    private void scroll(Grid before, Grid next) {
        int top = next.scrollTop();
        int bottom = next.scrollBottom();
        int by = shift(before, next, top, bottom);
        if (by == 0) {
            return;
        }
        int moved = SCROLL;
        int still = 0;
        for (int row = top; row < bottom; row++) {
            int from = row + by;
            boolean known = from >= top && from < bottom;
            still += cost(before.row(row), next.row(row), next.columns());
            moved += cost(known ? before.row(from) : null, next.row(row), next.columns());
        }
        if (moved < still) {
            pen.scroll(top, bottom, by);
            before.move(top, bottom, by);
        }
    }

    /**
     * By how many rows most of the text has moved up; negative: down; 0: it has not. The first changed row that stood
     * elsewhere before decides how far that may be.
     */
    private static int shift(Grid before, Grid next, int top, int bottom) {
        int first = top;
        while (first < bottom && same(before.row(first), next.row(first), next.scrollLeft(), next.scrollRight())) {
            first++;
        }
        if (first == bottom) {
            return 0;
        }
        int height = bottom - top;
        int[] was = new int[height];
        int[] is = new int[height];
        for (int i = 0; i < height; i++) {
            was[i] = hash(before.row(top + i), next.scrollLeft(), next.scrollRight());
            is[i] = hash(next.row(top + i), next.scrollLeft(), next.scrollRight());
        }
        int best = 0;
        int bestCount = 0;
        for (int i = first - top; i < height && bestCount == 0; i++) {
            for (int from = 0; from < height && is[i] != 0 && is[i] != was[i]; from++) {
                int count = is[i] == was[from] ? moved(was, is, from - i) : 0;
                if (count > bestCount) {
                    best = from - i;
                    bestCount = count;
                }
            }
        }
        return best;
    }

    private static boolean same(Grid.Row before, Grid.Row next, int from, int to) {
        int column = from;
        while (column < to && before.same(next, column)) {
            column++;
        }
        return column == to;
    }

    /** How many rows with text have moved up by so many. */
    private static int moved(int[] was, int[] is, int by) {
        int count = 0;
        for (int i = Math.max(0, -by); i < Math.min(is.length, is.length - by); i++) {
            count += is[i] != 0 && is[i] == was[i + by] ? 1 : 0;
        }
        return count;
    }

    /** 0 if the cells are blank. */
    private static int hash(Grid.Row row, int from, int to) {
        int hash = 0;
        boolean blank = true;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + row.clusters[i].text().hashCode();
            blank &= row.clusters[i].space();
        }
        return blank ? 0 : hash == 0 ? 1 : hash;
    }

    /** How many cells must be written; a row that scrolls in is blank before. */
    private static int cost(Grid.@Nullable Row before, Grid.Row next, int columns) {
        int cost = 0;
        boolean jumped = false;
        for (int i = 0; i < columns; i++) {
            boolean same = before == null ? next.blank(i) : before.same(next, i);
            cost += same ? 0 : jumped ? 1 : 1 + JUMP;
            jumped = !same;
        }
        boolean whole = cost > 0 && (next.doubtful() || (before != null && before.doubtful()));
        return whole ? columns + JUMP : cost;
    }

    private void paint(int number, Grid.Row before, Grid.Row next, int columns) {
        int first = 0;
        while (first < columns && before.same(next, first)) {
            first++;
        }
        if (first == columns) {
            return;
        }
        int end = columns;
        while (end > 0 && next.blank(end - 1)) {
            end--;
        }
        if (before.doubtful() || next.doubtful()) {
            pen.eraseRow(number);
            for (int i = 0; i < end; i++) {
                pen.write(number, i, next);
            }
        } else {
            paintDifference(number, before, next, first, end);
        }
        if (tail(before, next, end, columns)) {
            pen.eraseFrom(number, end);
        }
        before.copy(next);
    }

    private void paintDifference(int number, Grid.Row before, Grid.Row next, int first, int end) {
        for (int i = first; i < end; i++) {
            if (!before.same(next, i)) {
                for (int gap = pen.gap(number, i, SHORT_GAP); gap > 0; gap--) {
                    pen.write(number, i - gap, next);
                }
                pen.write(number, i, next);
            }
        }
    }

    /** Whether something may stand where nothing is to be. */
    private static boolean tail(Grid.Row before, Grid.Row next, int end, int columns) {
        if (end < columns && (next.doubtful() || before.doubtful())) {
            return true;
        }
        for (int i = end; i < columns; i++) {
            if (!before.blank(i)) {
                return true;
            }
        }
        return false;
    }
}
