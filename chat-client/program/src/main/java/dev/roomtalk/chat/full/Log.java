package dev.roomtalk.chat.full;

import dev.roomtalk.chat.session.ChatLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a room that can be shown.
 *
 * @param newFrom the first line that came while another room was shown; null if there is none
 * @param newTitle the rule above it
 */
record Log(List<ChatLine> lines, @Nullable ChatLine newFrom, String newTitle) {
    static final Log EMPTY = new Log(List.of(), null, "");

    /** The place at the bottom of the log: a line, and how many of its rows are below the bottom. */
    record Place(int line, int hidden) {}

    /** Whether the line with that index is the first new one. Equal lines may stand elsewhere. */
    @SuppressWarnings("ReferenceEquality")
    boolean beginsNew(int line) {
        return lines.get(line) == newFrom;
    }

    Place end() {
        return new Place(lines.size() - 1, 0);
    }
}
