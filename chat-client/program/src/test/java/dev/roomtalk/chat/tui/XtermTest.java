package dev.roomtalk.chat.tui;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the painter writes, on xterm.js: a terminal that nobody has made for these tests. */
class XtermTest {
    private static final TerminalTraits TRAITS = new TerminalTraits(TerminalTraits.ALL_COLOURS, true, false);

    @ParameterizedTest(name = "clusters: {0}")
    @ValueSource(booleans = {false, true})
    void eachDifficultTextLeavesTheRestOfTheScreenWhereItIs(boolean clusters) {
        try (XtermTerminal terminal = new XtermTerminal(PainterTest.ROWS, PainterTest.COLUMNS, clusters)) {
            Painter painter = new Painter(TRAITS, terminal::accept);
            for (String text : DifficultTexts.all()) {
                for (String shown : List.of("plain text", text, "other")) {
                    Grid grid = PainterTest.screen(List.of(shown, shown, "after"), List.of(shown), shown);
                    painter.paint(grid);
                    terminal.assertShows(grid, text);
                }
            }
        }
    }
}
