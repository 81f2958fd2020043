package dev.roomtalk.chat.tui;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was typed before, oldest first, and where in it somebody looks. */
final class TypedHistory {
    private final List<String> lines;

    /** The line that is shown; as many as there are lines: the draft. */
    private int at;

    /** What is looked for; null: nothing. */
    private @Nullable StringBuilder query;

    private int atBeforeSearch;
    private String draft = "";

    TypedHistory(List<String> lines) {
        this.lines = lines;
        this.at = lines.size();
    }

    /**
     * The line before or after the one shown; the draft after the last; null if there is none.
     *
     * @param current the text as it is now, kept if it is the draft
     */
    @Nullable
    String step(int by, String current) {
        int next = at + by;
        if (next < 0 || next > lines.size()) {
            return null;
        }
        if (at >= lines.size()) {
            draft = current;
        }
        at = next;
        return at == lines.size() ? draft : lines.get(at);
    }

    /** The draft is what is typed now. */
    void restart() {
        at = lines.size();
        draft = "";
        query = null;
    }

    /** What is looked for; null if nothing is. */
    @Nullable
    String query() {
        return query == null ? null : query.toString();
    }

    void beginSearch(String current) {
        atBeforeSearch = at;
        if (at >= lines.size()) {
            draft = current;
        }
        at = lines.size();
        query = new StringBuilder();
    }

    /** Ends the search where it is. */
    void endSearch() {
        query = null;
    }

    /** Ends the search where it began. */
    void cancelSearch() {
        query = null;
        at = atBeforeSearch;
    }

    /** Looks for more; what is found, or null. */
    @Nullable
    String search(String more) {
        if (query != null) {
            query.append(more);
        }
        return find(Math.min(at, lines.size() - 1), -1);
    }

    /** Looks for one character less, from the draft on. */
    @Nullable
    String searchLess() {
        if (query != null && !query.isEmpty()) {
            query.setLength(query.offsetByCodePoints(query.length(), -1));
        }
        return find(lines.size() - 1, -1);
    }

    /** Looks on, further back (-1) or forward (1). */
    @Nullable
    String searchOn(int by) {
        return find(at + by, by);
    }

    private @Nullable String find(int from, int by) {
        if (query == null || query.isEmpty()) {
            return null;
        }
        String wanted = query.toString().toLowerCase(Locale.ROOT);
        for (int i = Math.min(from, lines.size() - 1); i >= 0 && i < lines.size(); i += by) {
            if (lines.get(i).toLowerCase(Locale.ROOT).contains(wanted)) {
                at = i;
                return lines.get(i);
            }
        }
        return null;
    }
}
