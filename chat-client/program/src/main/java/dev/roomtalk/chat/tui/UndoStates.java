package dev.roomtalk.chat.tui;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Earlier states of a draft. The oldest are forgotten when they take much memory. */
final class UndoStates {
    private static final int MAX_STATES = 200;
    private static final int MAX_CHARS = 2_000_000;

    private final Deque<State> states = new ArrayDeque<>();
    private int chars;

    record State(String text, int cursor) {}

    void add(State state) {
        states.push(state);
        chars += state.text().length();
        while (states.size() > MAX_STATES || (chars > MAX_CHARS && states.size() > 1)) {
            chars -= states.removeLast().text().length();
        }
    }

    /** The latest state, which is thereby removed; null if there is none. */
    @Nullable
    State take() {
        State state = states.poll();
        if (state != null) {
            chars -= state.text().length();
        }
        return state;
    }

    void clear() {
        states.clear();
        chars = 0;
    }
}
