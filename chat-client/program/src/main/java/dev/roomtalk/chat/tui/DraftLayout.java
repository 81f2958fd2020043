package dev.roomtalk.chat.tui;

import java.util.Arrays;
import java.util.List;

/**
 * A draft in rows of a width: broken between clusters, and at its line breaks. The last column of each row is free for
 * the cursor.
 */
final class DraftLayout {
    private static final int MIN_COLUMNS = 2;
    private static final Cluster SECRET = new Cluster("*", 1, false);

    private final String text;
    private final boolean secret;
    private final int columns;

    /** Where the rows begin, and where one after the last would. */
    private int[] starts = new int[16];

    private int rows;

    /** @param secret whether each cluster is shown as a star */
    DraftLayout(String text, int columns, boolean secret) {
        this.text = text;
        this.secret = secret;
        this.columns = Math.max(columns, MIN_COLUMNS) - 1;
        divide();
    }

    private void divide() {
        begin(0);
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            if (text.charAt(i) == '\n') {
                i++;
                begin(i);
                width = 0;
                continue;
            }
            int end = Text.clusterEnd(text, i);
            int columnsOfIt = end == i + 1 && Text.simple(text.charAt(i)) ? 1 : width(i, end);
            if (width > 0 && width + columnsOfIt > columns) {
                begin(i);
                width = 0;
            }
            width += columnsOfIt;
            i = end;
        }
    }

    private void begin(int start) {
        if (rows == starts.length) {
            starts = Arrays.copyOf(starts, rows * 2);
        }
        starts[rows++] = start;
    }

    int rows() {
        return rows;
    }

    int rowOf(int position) {
        int found = Arrays.binarySearch(starts, 0, rows, position);
        return found < 0 ? -found - 2 : found;
    }

    int columnOf(int position) {
        int width = 0;
        for (int i = starts[rowOf(position)]; i < position; ) {
            int end = Text.clusterEnd(text, i);
            width += width(i, end);
            i = end;
        }
        return width;
    }

    /** The position in a row that is nearest to a column. */
    int positionAt(int row, int column) {
        int at = starts[row];
        int end = end(row);
        int width = 0;
        while (at < end && width < column) {
            int next = Text.clusterEnd(text, at);
            width += width(at, next);
            if (next == end && row + 1 < rows && starts[row + 1] == end) {
                // Behind the last cluster of a full row the cursor would stand in the next.
                return at;
            }
            at = next;
        }
        return at;
    }

    /** What is shown of a row. */
    String row(int row) {
        StringBuilder shown = new StringBuilder();
        for (int i = starts[row]; i < end(row); ) {
            int end = Text.clusterEnd(text, i);
            shown(i, end).forEach(cluster -> shown.append(cluster.text()));
            i = end;
        }
        Text.endLine(shown);
        return shown.toString();
    }

    /** The end of a row, before its line break. */
    private int end(int row) {
        if (row + 1 == rows) {
            return text.length();
        }
        int next = starts[row + 1];
        return text.charAt(next - 1) == '\n' ? next - 1 : next;
    }

    private int width(int start, int end) {
        int width = 0;
        for (Cluster cluster : shown(start, end)) {
            width += cluster.width();
        }
        return width;
    }

    /** A cluster of the draft as it is shown: what could steer the terminal takes several. */
    private List<Cluster> shown(int start, int end) {
        if (secret) {
            return List.of(SECRET);
        }
        StringBuilder shown = new StringBuilder(Text.visible(text, start, end));
        Text.endLine(shown);
        return Text.clusters(shown.toString());
    }
}
