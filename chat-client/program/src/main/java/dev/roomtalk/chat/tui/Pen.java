package dev.roomtalk.chat.tui;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes cells for a terminal, and knows where its cursor is and which style it writes in. */
final class Pen {
    private static final int UNKNOWN = -1;
    private static final int MAX_LINK = 2000;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final TerminalTraits traits;
    private final Colours colours;
    private final StringBuilder bytes = new StringBuilder();
    private Style style = Style.PLAIN;
    private @Nullable String link;
    private int row = UNKNOWN;
    private int column = UNKNOWN;
    private int firstRow = UNKNOWN;
    private boolean wide;

    Pen(TerminalTraits traits) {
        this.traits = traits;
        this.colours = new Colours(traits.colours());
    }

    /** Begins a frame: others may have moved the cursor, and nobody has changed the style. */
    void begin() {
        bytes.setLength(0);
        row = UNKNOWN;
        firstRow = UNKNOWN;
        wide = false;
    }

    /** Whether nothing has been written in this frame. */
    boolean idle() {
        return bytes.isEmpty();
    }

    /** Whether more than one row has been written: a cursor would be seen jumping. */
    boolean wide() {
        return wide;
    }

    void appendTo(StringBuilder frame) {
        frame.append(bytes);
    }

    void plain() {
        style(Style.PLAIN);
        link(null);
    }

    /** Clears the screen. */
    void erase() {
        bytes.append("\033[m\033[H\033[2J");
        style = Style.PLAIN;
        link = null;
        row = 0;
        column = 0;
        wide = true;
    }

    void eraseRow(int number) {
        plain();
        moveTo(number, 0);
        bytes.append("\033[2K");
    }

    void eraseFrom(int number, int from) {
        plain();
        moveTo(number, from);
        bytes.append("\033[K");
    }

    /** Moves rows up, or down if {@code by} is negative; the rows that come free are blank. */
    void scroll(int top, int bottom, int by) {
        plain();
        bytes.append("\033[").append(top + 1).append(';').append(bottom).append('r');
        row = UNKNOWN;
        moveTo(by > 0 ? bottom - 1 : top, 0);
        bytes.repeat(by > 0 ? "\n" : "\033M", Math.abs(by)).append("\033[r");
        row = UNKNOWN;
        wide = true;
    }

    /** How many cells before this one have been jumped over since the last one written, if at most {@code most}. */
    int gap(int number, int at, int most) {
        int gap = at - column;
        return row == number && gap > 0 && gap <= most ? gap : 0;
    }

    /** Writes the cell; nothing if it is a part of the cluster before it. */
    void write(int number, int at, Grid.Row cells) {
        Cluster cluster = cells.clusters[at];
        if (cluster.continued()) {
            return;
        }
        moveTo(number, at);
        style(cells.styles[at]);
        link(cells.links[at]);
        if (cluster.doubtful() && cluster.width() > 1 && !style.equals(Style.PLAIN)) {
            // Where the terminal takes fewer columns, the rest has the same background.
            bytes.repeat(' ', cluster.width());
            row = UNKNOWN;
            moveTo(number, at);
        }
        if (cluster.doubtful() && Text.needsSpace(cluster.text())) {
            bytes.append(' ');
        }
        bytes.append(cluster.text());
        column += cluster.width();
        if (cluster.doubtful() || column >= cells.clusters.length) {
            row = UNKNOWN;
        }
    }

    void moveTo(int toRow, int toColumn) {
        wide |= firstRow != UNKNOWN && firstRow != toRow;
        firstRow = toRow;
        if (row != toRow || column > toColumn) {
            bytes.append("\033[").append(toRow + 1);
            if (toColumn > 0) {
                bytes.append(';').append(toColumn + 1);
            }
            bytes.append('H');
        } else if (column < toColumn) {
            bytes.append("\033[");
            if (toColumn - column > 1) {
                bytes.append(toColumn - column);
            }
            bytes.append('C');
        }
        row = toRow;
        column = toColumn;
    }

    private void style(Style next) {
        if (next.equals(style)) {
            return;
        }
        bytes.append("\033[");
        if (next.equals(Style.PLAIN)) {
            bytes.append('m');
        } else {
            bytes.append('0');
            flag(next.bold(), 1);
            flag(next.dim(), 2);
            flag(next.italic(), 3);
            flag(next.underline(), 4);
            flag(next.reverse(), 7);
            colours.append(bytes, next.foreground(), false);
            colours.append(bytes, next.background(), true);
            bytes.append('m');
        }
        style = next;
    }

    private void flag(boolean on, int number) {
        if (on) {
            bytes.append(';').append(number);
        }
    }

    /**
     * A link (OSC 8), where it cannot do harm. Its id is the same in all cells of the link, also where the text goes on
     * in another row.
     */
    private void link(@Nullable String address) {
        String next = traits.commands() && address != null ? target(address) : null;
        if (!Objects.equals(next, link)) {
            bytes.append("\033]8;");
            if (next != null) {
                bytes.append("id=").append(Integer.toHexString(next.hashCode()));
            }
            bytes.append(';').append(next == null ? "" : next).append("\033\\");
            link = next;
        }
    }

    /** The address in ASCII, as RFC 3987 maps it; null if it is too long, or has what could steer a terminal. */
    private static @Nullable String target(String address) {
        StringBuilder ascii = new StringBuilder();
        for (byte b : address.getBytes(StandardCharsets.UTF_8)) {
            if (b < 0) {
                ascii.append('%').append(HEX.toHexDigits(b));
            } else if (b > ' ' && b < 0x7F) {
                ascii.append((char) b);
            } else {
                return null;
            }
        }
        return ascii.length() <= MAX_LINK ? ascii.toString() : null;
    }
}
