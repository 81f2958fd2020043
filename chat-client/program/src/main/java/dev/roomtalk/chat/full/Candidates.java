package dev.roomtalk.chat.full;

import dev.roomtalk.chat.screen.Suggestions.Usage;
import dev.roomtalk.chat.tui.Candidate;
import dev.roomtalk.chat.tui.Editor;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the word under the cursor could go on, above the status line, and below that how the command is used that is
 * typed.
 */
final class Candidates {
    private static final int MAX_ROWS = 8;

    private Candidates() {}

    /** @param usage null if no command is typed */
    static List<Line> draw(Editor editor, @Nullable Usage usage, int columns, int height) {
        List<Candidate> all = editor.candidates();
        // Of several commands that begin so, each has its own help.
        Usage used = usage != null && height > 0 && (usage.current() > 0 || all.size() <= 1) ? usage : null;
        int fit = Math.min(MAX_ROWS, height - (used == null ? 0 : 1));
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
        if (used != null) {
            rows.add(line(used));
        }
        return rows;
    }

    private static Line line(Usage usage) {
        Line.Builder line = Line.builder().add(" ");
        for (int i = 0; i < usage.parts().size(); i++) {
            line.add(usage.parts().get(i), i == usage.current() ? Look.FOUND : Look.PLAIN)
                    .add(" ");
        }
        return line.add(" " + usage.help(), Look.DIM).build();
    }
}
