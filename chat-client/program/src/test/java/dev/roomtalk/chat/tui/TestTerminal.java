package dev.roomtalk.chat.tui;

import static org.assertj.core.api.Assertions.assertThat;

/** A terminal that shows what {@link Painter} writes. */
public interface TestTerminal {
    void accept(byte[] frame);

    /** The cluster that begins in a cell; empty behind a wide one. */
    String cell(int row, int column);

    /** The row of the cursor and its column; "hidden" if it is not shown. */
    String cursor();

    /** Asserts that all that terminals agree about is where it is to be, and the cursor too. */
    default void assertShows(Grid grid, String when) {
        for (int i = 0; i < grid.rows(); i++) {
            for (int j = 0; j < grid.columns(); j++) {
                Cluster cluster = grid.row(i).clusters[j];
                if (!cluster.doubtful() && !cluster.continued()) {
                    assertThat(cell(i, j))
                            .as("%s: row %d, column %d", when, i, j)
                            .isEqualTo(cluster.text());
                }
            }
        }
        assertThat(cursor())
                .as(when)
                .isEqualTo(grid.cursorRow() < 0 ? "hidden" : grid.cursorRow() + "," + grid.cursorColumn());
    }
}
