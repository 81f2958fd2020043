package dev.roomtalk.server.console;

import dev.roomtalk.text.TextWidth;
import java.util.ArrayList;
import java.util.List;

/** A table for a terminal: texts to the left, numbers to the right, each column as wide as it has to be. */
final class Columns {
    private static final String BETWEEN = "  ";

    private final List<String> heads;
    private final List<List<String>> rows = new ArrayList<>();
    private final int texts;

    /** @param texts how many columns, from the left, are texts; the others are numbers */
    Columns(int texts, String... heads) {
        this.texts = texts;
        this.heads = List.of(heads);
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** The table with its heads. */
    String text() {
        int[] widths = new int[heads.size()];
        List<List<String>> all = new ArrayList<>();
        all.add(heads);
        for (List<String> row : rows) {
            all.add(row.stream().map(Columns::visible).toList());
        }
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - width(row.get(i)));
                line.append(i == 0 ? "" : BETWEEN).append(i < texts ? row.get(i) + pad : pad + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** A text that people wrote, with every character replaced that steers a terminal. */
    static String visible(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean steers = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            out.appendCodePoint(steers ? '\ufffd' : c);
        });
        return out.toString();
    }

    /** The beginning of a line, as much as fits. */
    static String cut(String line, int columns) {
        if (width(line) <= columns) {
            return line;
        }
        int end = line.length();
        while (end > 0 && width(line.substring(0, end)) > columns) {
            end = line.offsetByCodePoints(end, -1);
        }
        return line.substring(0, end);
    }

    static int width(String text) {
        return TextWidth.of(text);
    }
}
