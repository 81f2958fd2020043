package dev.roomtalk.chat.tui;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jline.utils.WCWidth;

/**
 * A terminal in memory that knows the sequences of {@link Painter}, and counts columns as one of the known kinds of
 * terminals does. A sequence that it does not know is an error.
 */
public final class FakeTerminal implements TestTerminal {
    private static final Pattern CLUSTER = Pattern.compile("\\X");

    /** How a terminal counts columns. */
    public enum Widths {
        /** Each code point by the tables of the C library, as xterm does. */
        CODE_POINTS,
        /** Whole clusters, as wide as their first code point, and two columns for any picture. */
        CLUSTERS,
        /**
         * Whole clusters, as terminals with mode 2027 have them that look at all of a cluster: as wide as its widest
         * code point, and a selector of text makes a picture narrow.
         */
        MODE_2027,
        /** As a terminal that is older than most emoji, and does not join spacing marks. */
        OLD
    }

    private final Widths widths;
    private final int rows;
    private final int columns;
    private String[][] cells;
    private String[][] styles;
    private int row;
    private int column;
    private int lastRow = -1;
    private int lastColumn;
    private int top;
    private int bottom;
    private String style = "";
    private String link = "";
    private boolean cursorShown = true;
    private int writes;
    private long bytes;

    public FakeTerminal(Widths widths, int rows, int columns) {
        this.widths = widths;
        this.rows = rows;
        this.columns = columns;
        this.bottom = rows;
        this.cells = new String[rows][columns];
        this.styles = new String[rows][columns];
        for (int i = 0; i < rows; i++) {
            erase(i, 0, columns);
        }
    }

    @Override
    public void accept(byte[] frame) {
        writes++;
        bytes += frame.length;
        int[] text = new String(frame, StandardCharsets.UTF_8).codePoints().toArray();
        for (int i = 0; i < text.length; ) {
            i = text[i] == '\033' ? escape(text, i + 1) : character(text[i], i);
        }
    }

    int writes() {
        return writes;
    }

    long bytes() {
        return bytes;
    }

    /**
     * Answers, late, what programs ask a terminal with mode 2027: whether it has that mode and others, what it is, how
     * it is called, and where its cursor is.
     */
    public void answer(Consumer<TerminalEvent> events) {
        String answers = "\033[?2027;1$y\033[?2026;2$y\033[?62;22;52c\033[>1;10;0c\033P>|fake 1.0\033\\"
                + "\033]11;rgb:0000/0000/0000\033\\\033[?1u";
        byte[] sent = answers.getBytes(StandardCharsets.UTF_8);
        Decoder decoder = new Decoder(events);
        decoder.feed(sent, sent.length, 0);
        decoder.expire(Long.MAX_VALUE - 1);
    }

    private int character(int c, int i) {
        if (c == '\n') {
            lineFeed();
        } else if (c < ' ' || (c >= 0x7F && c < 0xA0)) {
            throw new IllegalArgumentException("control character " + c);
        } else {
            print(c);
        }
        return i + 1;
    }

    private int escape(int[] text, int start) {
        int i = start;
        int kind = text[i++];
        if (kind == 'M') {
            reverseLineFeed();
            return i;
        }
        StringBuilder parameters = new StringBuilder();
        if (kind == ']') {
            while (text[i] != '\033') {
                parameters.appendCodePoint(text[i++]);
            }
            int address = parameters.indexOf(";", 2) + 1;
            if (!parameters.toString().startsWith("8;") || address == 0 || text[i + 1] != '\\') {
                throw new IllegalArgumentException("OSC " + parameters);
            }
            link = address == parameters.length() ? "" : parameters.substring(2);
            return i + 2;
        }
        if (kind != '[') {
            throw new IllegalArgumentException("Esc " + Character.toString(kind));
        }
        while (text[i] < '@') {
            parameters.appendCodePoint(text[i++]);
        }
        control(parameters.toString(), (char) text[i]);
        return i + 1;
    }

    private void control(String parameters, char last) {
        lastRow = -1;
        switch (parameters + last) {
            case "?2026h", "?2026l" -> {}
            case "?25h" -> cursorShown = true;
            case "?25l" -> cursorShown = false;
            case "K" -> erase(row, column, columns);
            case "2K" -> erase(row, 0, columns);
            case "2J" -> {
                for (int i = 0; i < rows; i++) {
                    erase(i, 0, columns);
                }
            }
            default -> {
                switch (last) {
                    case 'H' -> {
                        row = Math.min(number(parameters, 0), rows) - 1;
                        column = Math.min(number(parameters, 1), columns) - 1;
                    }
                    case 'C' -> column = Math.min(column + number(parameters, 0), columns - 1);
                    case 'm' -> style = parameters.equals("0") ? "" : parameters;
                    case 'r' -> {
                        top = number(parameters, 0) - 1;
                        bottom = parameters.isEmpty() ? rows : number(parameters, 1);
                        row = 0;
                        column = 0;
                    }
                    default -> throw new IllegalArgumentException("CSI " + parameters + last);
                }
            }
        }
    }

    private static int number(String parameters, int index) {
        String[] parts = parameters.split(";", -1);
        return index < parts.length && !parts[index].isEmpty() ? Integer.parseInt(parts[index]) : 1;
    }

    /** With the style's background, which is the default where it is written so. */
    private void erase(int at, int from, int to) {
        for (int i = from; i < to; i++) {
            put(at, i, " ");
        }
    }

    private void lineFeed() {
        lastRow = -1;
        if (row == bottom - 1) {
            shift(top + 1, top, bottom - 1);
        } else if (row < rows - 1) {
            row++;
        }
    }

    private void reverseLineFeed() {
        lastRow = -1;
        if (row == top) {
            shift(top, top + 1, top);
        } else if (row > 0) {
            row--;
        }
    }

    private void shift(int from, int to, int free) {
        String[][] newCells = cells.clone();
        String[][] newStyles = styles.clone();
        System.arraycopy(cells, from, newCells, to, bottom - top - 1);
        System.arraycopy(styles, from, newStyles, to, bottom - top - 1);
        newCells[free] = new String[columns];
        newStyles[free] = new String[columns];
        Arrays.fill(newCells[free], " ");
        Arrays.fill(newStyles[free], style + link);
        cells = newCells;
        styles = newStyles;
    }

    private void print(int c) {
        String text = Character.toString(c);
        String before = lastRow < 0 ? "" : cells[lastRow][lastColumn];
        boolean joins =
                lastRow >= 0 && (whole() ? CLUSTER.matcher(before + text).matches() : width(c) == 0);
        if (joins) {
            int was = width(before);
            cells[lastRow][lastColumn] = before + text;
            int grown = width(before + text) - was;
            for (int i = 0; i < grown && column < columns; i++) {
                put(row, column, "");
                column = Math.min(column + 1, columns - 1);
            }
            return;
        }
        int width = Math.max(width(text), 1);
        int start = Math.min(column, columns - width);
        for (int i = 0; i < width; i++) {
            put(row, start + i, i == 0 ? text : "");
        }
        lastRow = row;
        lastColumn = start;
        column = Math.min(start + width, columns - 1);
    }

    /** A wide character whose half is overwritten is gone. */
    private void put(int atRow, int at, String text) {
        String[] line = cells[atRow];
        if ("".equals(line[at]) && !text.isEmpty()) {
            for (int i = at - 1; i >= 0; i--) {
                boolean first = !line[i].isEmpty();
                line[i] = " ";
                if (first) {
                    break;
                }
            }
        }
        for (int i = at + 1; i < columns && "".equals(line[i]); i++) {
            line[i] = " ";
        }
        line[at] = text;
        styles[atRow][at] = style + link;
    }

    /** Whether what belongs together is one character. */
    private boolean whole() {
        return widths == Widths.CLUSTERS || widths == Widths.MODE_2027;
    }

    private int width(String text) {
        if (!whole()) {
            return text.codePoints().map(this::width).sum();
        }
        if (widths == Widths.MODE_2027) {
            int widest = text.codePoints().map(this::width).max().orElse(0);
            return text.indexOf(0xFE0F) > 0 ? 2 : text.indexOf(0xFE0E) > 0 ? 1 : Math.clamp(widest, 0, 2);
        }
        int first = text.codePointAt(0);
        boolean picture = Character.isEmojiPresentation(first) || text.indexOf(0xFE0F) > 0;
        return picture ? 2 : Math.clamp(WCWidth.wcwidth(first), 0, 2);
    }

    private int width(int c) {
        boolean spacing = Character.getType(c) == Character.COMBINING_SPACING_MARK;
        if (widths == Widths.MODE_2027 && Character.isEmojiPresentation(c)) {
            return 2;
        }
        if (widths == Widths.OLD) {
            return c > 0x1F6FF || spacing ? 1 : Math.max(WCWidth.wcwidth(c), 0);
        }
        return Character.isEmojiModifier(c) ? 2 : spacing ? 0 : Math.max(WCWidth.wcwidth(c), 0);
    }

    @Override
    public String cell(int atRow, int atColumn) {
        return cells[atRow][atColumn];
    }

    /** The parameters of the style of a cell, and its link. */
    public String style(int atRow, int atColumn) {
        return styles[atRow][atColumn];
    }

    /** The link that a cell is a part of, as {@code id=ID;ADDRESS}; empty if of none. */
    public String link(int atRow, int atColumn) {
        String style = styles[atRow][atColumn];
        return style.substring(Math.max(style.indexOf("id="), 0));
    }

    @Override
    public String cursor() {
        return cursorShown ? row + "," + column : "hidden";
    }

    /** All cells with their styles. */
    List<String> dump() {
        List<String> dump = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            StringBuilder line = new StringBuilder();
            for (int j = 0; j < columns; j++) {
                line.append(cells[i][j]).append(styles[i][j].isEmpty() ? "" : "{" + styles[i][j] + "}");
            }
            dump.add(line.toString());
        }
        return dump;
    }
}
