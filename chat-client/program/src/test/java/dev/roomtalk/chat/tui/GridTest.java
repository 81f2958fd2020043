package dev.roomtalk.chat.tui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GridTest {
    private final Grid grid = new Grid(2, 10);

    @Test
    void nothingIsWrittenBehindTheEnd() {
        assertThat(grid.put(0, 2, 6, new Span("abcdef", Style.PLAIN))).isEqualTo(6);
        assertThat(grid.put(1, 2, 6, new Span("a中中", Style.PLAIN))).isEqualTo(5);
        assertThat(grid.put(1, 8, 99, new Span("中中", Style.PLAIN))).isEqualTo(10);
        assertThat(grid).hasToString("  abcd\n  a中   中\n");
    }

    @Test
    void afterAPartThatDoesNotFitComesNone() {
        Line line = Line.builder().add("ab中").add("x").build();
        assertThat(grid.put(0, 0, 3, line)).isEqualTo(2);
        assertThat(grid).hasToString("ab\n\n");
    }

    @Test
    void halfAWideClusterIsNone() {
        grid.put(0, 0, 10, new Span("中中中", Style.PLAIN));
        grid.put(0, 1, 10, new Span("x", Style.PLAIN));
        grid.put(0, 4, 10, new Span("y", Style.PLAIN));
        assertThat(grid).hasToString(" x中y\n\n");
    }

    @Test
    void whatIsOutsideIsLeftOut() {
        grid.put(-1, 0, 10, new Span("a", Style.PLAIN));
        grid.put(2, 0, 10, new Span("a", Style.PLAIN));
        grid.put(0, 12, 20, new Span("a", Style.PLAIN));
        grid.fill(5, 0, 10, Style.PLAIN);
        grid.cursor(7, 70);
        assertThat(grid).hasToString("\n\n");
        assertThat(grid.cursorRow()).isOne();
        assertThat(grid.cursorColumn()).isEqualTo(9);
    }
}
