package dev.roomtalk.chat.full;

import dev.roomtalk.chat.tui.Line;
import java.util.List;

/**
 * What is being typed, as it is drawn.
 *
 * @param cursorRow the row of the cursor among the rows
 */
record InputView(List<Line> rows, int cursorRow, int cursorColumn) {
    InputView {
        rows = List.copyOf(rows);
    }
}
