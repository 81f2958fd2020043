package dev.roomtalk.chat.full;

import dev.roomtalk.chat.tui.Completer;
import dev.roomtalk.chat.tui.Editor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is being typed in each room, and what was typed there before. Confined to the UI thread. */
final class Drafts {
    private final Completer completer;
    private final TypedHistoryFile file;
    private final List<String> earlier;
    private final Map<String, Draft> byRoom = new HashMap<>();

    /** What is being typed in a room. */
    static final class Draft {
        final Editor editor;
        /** Whether lines of it were pasted, so that it is to be asked how they are sent. */
        boolean pasted;
        /** Whether a pasted block is shown by its size. */
        boolean folded;

        private final List<String> typed;

        /** What was sent from here last; empty if nothing was. */
        String lastTyped() {
            return typed.isEmpty() ? "" : typed.getLast();
        }

        /** What was typed is gone. */
        void clear() {
            editor.set("", 0);
            pasted = false;
            folded = false;
        }

        /** What is typed in the other goes on here. */
        void take(Draft other) {
            if (other != this) {
                editor.set(other.editor.text(), other.editor.cursor());
                pasted = other.pasted;
                folded = other.folded;
                other.clear();
            }
        }

        private Draft(Completer completer, List<String> earlier) {
            typed = new ArrayList<>(earlier);
            editor = new Editor(completer, typed);
        }
    }

    Drafts(Completer completer, TypedHistoryFile file) {
        this.completer = completer;
        this.file = file;
        this.earlier = file.read();
    }

    /** @param room empty while no room is shown */
    Draft of(String room) {
        return byRoom.computeIfAbsent(room, _ -> new Draft(completer, earlier));
    }

    /** The draft was sent: it is empty again, and can be called up. */
    void sent(Draft draft, boolean secret) {
        String text = draft.editor.text().strip();
        if (!text.isEmpty() && (draft.typed.isEmpty() || !draft.typed.getLast().equals(text))) {
            draft.typed.add(text);
            if (!secret) {
                file.add(text);
            }
        }
        draft.clear();
    }
}
