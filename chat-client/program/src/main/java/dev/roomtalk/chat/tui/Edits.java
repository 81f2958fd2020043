package dev.roomtalk.chat.tui;

import dev.roomtalk.chat.tui.UndoStates.State;
import org.jline.reader.impl.KillRing;

/**
 * Changes a draft. What is killed can be yanked, and every change can be undone; text that is typed in a row at once.
 */
final class Edits {
    private final Draft draft;
    private final boolean remembers;
    private final KillRing kills = new KillRing();
    private final UndoStates undo = new UndoStates();
    private Kind last = Kind.OTHER;
    private int yankedFrom;

    private enum Kind {
        TYPED,
        KILLED,
        YANKED,
        OTHER
    }

    /** @param remembers false for secrets: what is removed is gone */
    Edits(Draft draft, boolean remembers) {
        this.draft = draft;
        this.remembers = remembers;
    }

    /** The draft is another one. */
    void restart() {
        undo.clear();
        other();
    }

    /** Something else was done than a change: the next one stands for itself. */
    void other() {
        begin(Kind.OTHER);
    }

    private void begin(Kind kind) {
        if (kind != Kind.KILLED) {
            kills.resetLastKill();
        }
        if (kind != Kind.YANKED) {
            kills.resetLastYank();
        }
        last = kind;
    }

    private void save(Kind kind) {
        if (remembers && (kind != Kind.TYPED || last != kind)) {
            undo.add(new State(draft.text(), draft.cursor()));
        }
        begin(kind);
    }

    void type(String text) {
        save(text.isBlank() ? Kind.OTHER : Kind.TYPED);
        draft.insert(text);
    }

    void insert(String text) {
        save(Kind.OTHER);
        draft.insert(text);
    }

    void remove(int from, int to) {
        if (from < to) {
            save(Kind.OTHER);
            draft.remove(from, to);
        }
    }

    /** Puts text in the place of other text before the cursor. */
    void replace(int from, int to, String text) {
        save(Kind.OTHER);
        draft.remove(from, to);
        draft.insert(text);
    }

    /** Removes what is between the cursor and a position, to be yanked. */
    void kill(int to) {
        int cursor = draft.cursor();
        if (to == cursor) {
            return;
        }
        save(Kind.KILLED);
        String killed = draft.remove(Math.min(cursor, to), Math.max(cursor, to));
        if (!remembers) {
            return;
        }
        if (to < cursor) {
            kills.addBackwards(killed);
        } else {
            kills.add(killed);
        }
    }

    /** Writes what was killed last. */
    void yank() {
        String killed = kills.yank();
        if (killed != null) {
            save(Kind.YANKED);
            yankedFrom = draft.cursor();
            draft.insert(killed);
        }
    }

    /** Replaces what was just yanked by what was killed before it. */
    void yankEarlier() {
        if (last != Kind.YANKED) {
            return;
        }
        String killed = kills.yankPop();
        if (killed != null) {
            draft.remove(yankedFrom, draft.cursor());
            draft.insert(killed);
        }
    }

    /** Exchanges the clusters around the cursor; at the end, the last two. */
    void transpose() {
        int middle = draft.cursor() == draft.length() ? draft.left(draft.cursor()) : draft.cursor();
        int start = draft.left(middle);
        int end = draft.right(middle);
        if (start < middle && middle < end) {
            save(Kind.OTHER);
            String text = draft.remove(start, end);
            draft.insert(text.substring(middle - start) + text.substring(0, middle - start));
        }
    }

    void undo() {
        State state = undo.take();
        if (state != null) {
            draft.set(state.text(), state.cursor());
        }
        begin(Kind.OTHER);
    }
}
