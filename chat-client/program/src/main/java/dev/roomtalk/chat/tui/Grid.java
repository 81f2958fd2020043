package dev.roomtalk.chat.tui;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A screen as it is to be: cells with clusters, styles and links, and a cursor. Rows and columns count from 0. Not
 * thread-safe: the UI thread owns it.
 */
public final class Grid {
    /** The cells of a wide cluster after its first. */
    static final Cluster CONTINUED = new Cluster("", 0, false);

    private final int columns;
    private Row[] rows;
    private int cursorRow = -1;
    private int cursorColumn;
    private int scrollTop;
    private int scrollBottom;
    private int scrollLeft;
    private int scrollRight;

    /** One row of cells. */
    static final class Row {
        final Cluster[] clusters;
        final Style[] styles;
        final @Nullable String[] links;

        Row(int columns) {
            clusters = new Cluster[columns];
            styles = new Style[columns];
            links = new String[columns];
            clear();
        }

        void clear() {
            Arrays.fill(clusters, Cluster.SPACE);
            Arrays.fill(styles, Style.PLAIN);
            Arrays.fill(links, null);
        }

        void copy(Row other) {
            System.arraycopy(other.clusters, 0, clusters, 0, clusters.length);
            System.arraycopy(other.styles, 0, styles, 0, styles.length);
            System.arraycopy(other.links, 0, links, 0, links.length);
        }

        boolean same(Row other, int column) {
            return clusters[column].equals(other.clusters[column])
                    && styles[column].equals(other.styles[column])
                    && Objects.equals(links[column], other.links[column]);
        }

        boolean blank(int column) {
            return clusters[column].space() && styles[column].equals(Style.PLAIN) && links[column] == null;
        }

        boolean doubtful() {
            for (Cluster cluster : clusters) {
                if (cluster.doubtful()) {
                    return true;
                }
            }
            return false;
        }

        private void put(int column, Cluster cluster, Style style, @Nullable String link) {
            for (int i = 0; i < cluster.width(); i++) {
                tear(column + i);
                clusters[column + i] = i == 0 ? cluster : CONTINUED;
                styles[column + i] = style;
                links[column + i] = link;
            }
        }

        /** Removes the wide cluster of which the cell is a part. */
        private void tear(int column) {
            int first = column;
            while (clusters[first].continued()) {
                first--;
            }
            int end = first + clusters[first].width();
            for (int i = first; i < end; i++) {
                clusters[i] = Cluster.SPACE;
            }
        }
    }

    public Grid(int rows, int columns) {
        this.columns = columns;
        this.rows = new Row[rows];
        for (int i = 0; i < rows; i++) {
            this.rows[i] = new Row(columns);
        }
    }

    public int rows() {
        return rows.length;
    }

    public int columns() {
        return columns;
    }

    /** Makes all cells blank, and takes the cursor away. */
    public void clear() {
        for (Row row : rows) {
            row.clear();
        }
        noCursor();
        scrolling(0, 0, 0, 0);
    }

    /**
     * Writes text into a row. What is outside of the screen is left out.
     *
     * @param endColumn nothing is written there or behind it, and no part of a wide cluster
     * @return the column after the text
     */
    public int put(int row, int column, int endColumn, Span span) {
        int after = write(row, column, endColumn, span);
        return after < 0 ? ~after : after;
    }

    /** Writes text into a row, as {@link #put(int, int, int, Span)} does; after a part that does not fit comes none. */
    public int put(int row, int column, int endColumn, Line line) {
        int at = column;
        for (Span span : line.spans()) {
            at = write(row, at, endColumn, span);
            if (at < 0) {
                return ~at;
            }
        }
        return at;
    }

    /** Returns the column after the text; its complement if not all of it fits. */
    private int write(int row, int column, int endColumn, Span span) {
        int end = Math.min(endColumn, columns);
        if (row < 0 || row >= rows.length || column < 0) {
            return column;
        }
        int at = column;
        for (Cluster cluster : Text.clusters(span.text())) {
            if (at + cluster.width() > end) {
                return ~at;
            }
            rows[row].put(at, cluster, span.style(), span.link());
            at += cluster.width();
        }
        return at;
    }

    /** Makes cells blank, in a style. */
    public void fill(int row, int column, int endColumn, Style style) {
        if (row < 0 || row >= rows.length) {
            return;
        }
        for (int i = Math.max(column, 0); i < Math.min(endColumn, columns); i++) {
            rows[row].put(i, Cluster.SPACE, style, null);
        }
    }

    /** Shows the cursor in this cell, or in the nearest of the screen. */
    public void cursor(int row, int column) {
        cursorRow = Math.clamp(row, 0, Math.max(rows.length - 1, 0));
        cursorColumn = Math.clamp(column, 0, Math.max(columns - 1, 0));
    }

    /** Shows no cursor. */
    public void noCursor() {
        cursorRow = -1;
    }

    /**
     * Says where text moves up and down from one screen to the next, so that the terminal can move it. Without this
     * the rows are written anew, which looks the same.
     *
     * @param bottom the row after the last
     * @param right the column after the last
     */
    public void scrolling(int top, int bottom, int left, int right) {
        scrollTop = Math.clamp(top, 0, rows.length);
        scrollBottom = Math.clamp(bottom, scrollTop, rows.length);
        scrollLeft = Math.clamp(left, 0, columns);
        scrollRight = Math.clamp(right, scrollLeft, columns);
    }

    Row row(int row) {
        return rows[row];
    }

    /** -1 if no cursor is shown. */
    int cursorRow() {
        return cursorRow;
    }

    int cursorColumn() {
        return cursorColumn;
    }

    int scrollTop() {
        return scrollTop;
    }

    int scrollBottom() {
        return scrollBottom;
    }

    int scrollLeft() {
        return scrollLeft;
    }

    int scrollRight() {
        return scrollRight;
    }

    /** Moves rows up, or down if {@code by} is negative; the rows that come free are blank. */
    void move(int top, int bottom, int by) {
        Row[] moved = rows.clone();
        for (int i = top; i < bottom; i++) {
            int from = i + by;
            if (from >= top && from < bottom) {
                moved[i] = rows[from];
            } else {
                moved[i] = rows[by > 0 ? top + (i - (bottom - by)) : bottom + by + (i - top)];
                moved[i].clear();
            }
        }
        rows = moved;
    }

    /** The text on the screen, a line per row, without the spaces at the ends. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            int start = text.length();
            for (Cluster cluster : row.clusters) {
                text.append(cluster.text());
            }
            while (text.length() > start && text.charAt(text.length() - 1) == ' ') {
                text.setLength(text.length() - 1);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
