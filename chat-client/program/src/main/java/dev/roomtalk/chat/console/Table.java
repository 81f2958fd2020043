package dev.roomtalk.chat.console;

import dev.roomtalk.text.TextWidth;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns. */
public final class Table {
    private final List<String[]> rows = new ArrayList<>();

    public void row(String... cells) {
        rows.add(cells);
    }

    public void print(PrintStream out) {
        int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], TextWidth.of(row[i]));
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(TextWidth.padded(row[i], widths[i] + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
