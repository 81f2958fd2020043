package dev.roomtalk.chat.full;

import dev.roomtalk.chat.tui.Candidate;
import dev.roomtalk.chat.tui.Editor;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.Text;
import java.util.ArrayList;
import java.util.List;

/** How the word under the cursor could go on, above the status line. */
final class Candidates {
    private static final int MAX_ROWS = 8;

    private Candidates() {}

    static List<Line> draw(Editor editor, int columns, int height) {
        List<Candidate> all = editor.candidates();
        int fit = Math.min(MAX_ROWS, height);
        int word =
                2 + all.stream().mapToInt(one -> Text.width(one.shown())).max().orElse(0);
        int first = Math.clamp(editor.chosen() - fit + 1, 0, Math.max(all.size() - fit, 0));
        List<Line> rows = new ArrayList<>();
        for (int i = first; i < Math.min(first + fit, all.size()); i++) {
            Candidate one = all.get(i);
            boolean chosen = i == editor.chosen();
            String shown = Text.cut(" " + one.shown(), columns);
            rows.add(Line.builder()
                    .add(shown + " ".repeat(Math.max(word - Text.width(shown), 0)), chosen ? Look.BAR : Look.BOLD)
                    .add(" " + one.help(), Look.DIM)
                    .build());
        }
        return rows;
    }
}
