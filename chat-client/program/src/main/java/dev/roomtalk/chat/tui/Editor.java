package dev.roomtalk.chat.tui;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Edits a draft of one or several lines with the keys of emacs, as readline does: whole clusters, words and lines, a
 * kill ring, undo, what was typed before and a search in it, and completion. Enter is not its own: whoever shows it
 * decides what that does; Alt-Enter, Shift-Enter and Ctrl-J begin a line. Not thread-safe: the UI thread owns it.
 *
 * <p>Over 300 lines, because all keys stand together with what they do.
 */
public final class Editor {
    private final Draft draft = new Draft();
    private final Edits edits;
    private final Completion completion;
    private final Map<TerminalEvent.Key, BooleanSupplier> keys = new HashMap<>();
    private final boolean secret;
    private TypedHistory history;
    private String beforeSearch = "";
    private @Nullable DraftLayout layout;
    private int columns = 80;

    /** Where the cursor goes in rows that are long enough, when it moves up and down; -1: where it is. */
    private int column = -1;

    /**
     * A draft as it is shown.
     *
     * @param lines as many as there is room for, with the cursor's among them
     * @param cursorRow counts from the first of the lines
     */
    public record Drawn(List<Line> lines, int cursorRow, int cursorColumn) {}

    /** @param typed what was typed before, oldest first; what is added to it later is found, too */
    public Editor(Completer completer, List<String> typed) {
        this(completer, typed, false);
    }

    private Editor(Completer completer, List<String> typed, boolean secret) {
        this.edits = new Edits(draft, !secret);
        this.completion = new Completion(completer, draft, edits);
        this.history = new TypedHistory(typed);
        this.secret = secret;
        bindMoves();
        bindEdits();
        bindOthers();
    }

    /** An editor that shows stars and remembers nothing. */
    public static Editor secret() {
        return new Editor((before, asked) -> List.of(), List.of(), true);
    }

    /** The draft; its line breaks are {@code \n}. */
    public String text() {
        return draft.text();
    }

    /** Where the cursor is in the text, in chars. */
    public int cursor() {
        return draft.cursor();
    }

    /** Begins with another draft: nothing of the one before can be undone. */
    public void set(String text, int cursor) {
        draft.set(text, cursor);
        edits.restart();
        history.restart();
        completion.close();
        layout = null;
    }

    /** Has another list of what was typed before; the draft stays. */
    public void history(List<String> typed) {
        history = new TypedHistory(typed);
    }

    /** Writes text at the cursor. */
    public void insert(String text) {
        history.endSearch();
        edits.insert(text);
        changed();
    }

    /** What the text before the cursor may become; most of the time there is nothing. */
    public List<Candidate> candidates() {
        return completion.candidates();
    }

    /** Which of the candidates was chosen and stands in the draft; -1 if none. */
    public int chosen() {
        return completion.chosen();
    }

    /** What is looked for in what was typed before; null if nothing is. */
    public @Nullable String searching() {
        return history.query();
    }

    /**
     * What is shown of the draft.
     *
     * @param width of the lines; their last column is free for the cursor
     * @param maxRows at least 1
     */
    public Drawn draw(int width, int maxRows, Style style) {
        if (width != columns) {
            columns = width;
            layout = null;
        }
        DraftLayout rows = layout();
        int row = rows.rowOf(draft.cursor());
        int first = Math.clamp(row - maxRows / 2, 0, Math.max(0, rows.rows() - maxRows));
        List<Line> lines = new ArrayList<>();
        for (int i = first; i < Math.min(rows.rows(), first + maxRows); i++) {
            lines.add(Line.of(rows.row(i), style));
        }
        int at = Math.min(rows.columnOf(draft.cursor()), Math.max(width - 1, 0));
        return new Drawn(lines, row - first, at);
    }

    private DraftLayout layout() {
        DraftLayout rows = layout;
        if (rows == null) {
            rows = new DraftLayout(draft.text(), columns, secret);
            layout = rows;
        }
        return rows;
    }

    /**
     * Takes what comes from the terminal.
     *
     * @return whether it was for the editor
     */
    public boolean on(TerminalEvent event) {
        return switch (event) {
            case TerminalEvent.Typed(String text) -> {
                type(text);
                yield true;
            }
            case TerminalEvent.Pasted(String text) -> {
                insert(text);
                yield true;
            }
            case TerminalEvent.Key key -> (searching() != null && pressInSearch(key)) || press(key);
            default -> false;
        };
    }

    private void type(String text) {
        if (searching() == null) {
            edits.type(text);
            changed();
        } else {
            show(history.search(text));
        }
    }

    private boolean press(TerminalEvent.Key key) {
        BooleanSupplier action = keys.get(key);
        return action != null && action.getAsBoolean();
    }

    /** Whether the key was for the search; any other ends it and means what it always means. */
    private boolean pressInSearch(TerminalEvent.Key key) {
        if (key.equals(TerminalEvent.Key.ctrl('r')) || key.equals(TerminalEvent.Key.ctrl('s'))) {
            show(history.searchOn(key.character() == 'r' ? -1 : 1));
        } else if (key.name() == KeyName.BACKSPACE || key.equals(TerminalEvent.Key.ctrl('h'))) {
            show(history.searchLess());
        } else if (key.name() == KeyName.ESCAPE
                || key.equals(TerminalEvent.Key.ctrl('g'))
                || key.equals(TerminalEvent.Key.ctrl('c'))) {
            history.cancelSearch();
            show(beforeSearch);
        } else {
            history.endSearch();
            return key.name() == KeyName.ENTER;
        }
        return true;
    }

    private void show(@Nullable String text) {
        if (text != null) {
            draft.set(text, text.length());
            moved();
        }
    }

    /** The text is another one. */
    private void changed() {
        layout = null;
        column = -1;
        completion.offer();
    }

    /** The cursor is somewhere else, perhaps in a text that was not typed now. */
    private void moved() {
        layout = null;
        column = -1;
        edits.other();
        completion.close();
    }

    private void bindMoves() {
        move(() -> draft.left(draft.cursor()), TerminalEvent.Key.of(KeyName.LEFT), TerminalEvent.Key.ctrl('b'));
        move(() -> draft.right(draft.cursor()), TerminalEvent.Key.of(KeyName.RIGHT), TerminalEvent.Key.ctrl('f'));
        move(() -> draft.lineStart(draft.cursor()), TerminalEvent.Key.of(KeyName.HOME), TerminalEvent.Key.ctrl('a'));
        move(() -> draft.lineEnd(draft.cursor()), TerminalEvent.Key.of(KeyName.END), TerminalEvent.Key.ctrl('e'));
        TerminalEvent.Key controlLeft = TerminalEvent.Key.of(KeyName.LEFT, TerminalEvent.Key.CTRL);
        TerminalEvent.Key controlRight = TerminalEvent.Key.of(KeyName.RIGHT, TerminalEvent.Key.CTRL);
        move(
                () -> draft.wordLeft(draft.cursor()),
                TerminalEvent.Key.alt('b'),
                controlLeft,
                TerminalEvent.Key.of(KeyName.LEFT, TerminalEvent.Key.ALT));
        move(
                () -> draft.wordRight(draft.cursor()),
                TerminalEvent.Key.alt('f'),
                controlRight,
                TerminalEvent.Key.of(KeyName.RIGHT, TerminalEvent.Key.ALT));
    }

    private void bindEdits() {
        TerminalEvent.Key altBackspace = TerminalEvent.Key.of(KeyName.BACKSPACE, TerminalEvent.Key.ALT);
        edit(
                () -> edits.remove(draft.left(draft.cursor()), draft.cursor()),
                TerminalEvent.Key.of(KeyName.BACKSPACE),
                TerminalEvent.Key.ctrl('h'));
        edit(() -> edits.remove(draft.cursor(), draft.right(draft.cursor())), TerminalEvent.Key.of(KeyName.DELETE));
        edit(() -> edits.kill(draft.lineStart(draft.cursor())), TerminalEvent.Key.ctrl('u'));
        edit(() -> edits.kill(restOfLine()), TerminalEvent.Key.ctrl('k'));
        edit(() -> edits.kill(draft.spaceLeft(draft.cursor())), TerminalEvent.Key.ctrl('w'));
        edit(() -> edits.kill(draft.wordLeft(draft.cursor())), altBackspace);
        edit(
                () -> edits.kill(draft.wordRight(draft.cursor())),
                TerminalEvent.Key.alt('d'),
                TerminalEvent.Key.of(KeyName.DELETE, TerminalEvent.Key.CTRL));
        edit(edits::yank, TerminalEvent.Key.ctrl('y'));
        edit(edits::yankEarlier, TerminalEvent.Key.alt('y'));
        edit(edits::transpose, TerminalEvent.Key.ctrl('t'));
        edit(edits::undo, TerminalEvent.Key.ctrl('_'));
        TerminalEvent.Key altEnter = TerminalEvent.Key.of(KeyName.ENTER, TerminalEvent.Key.ALT);
        edit(
                () -> edits.insert("\n"),
                TerminalEvent.Key.ctrl('j'),
                altEnter,
                TerminalEvent.Key.of(KeyName.ENTER, TerminalEvent.Key.SHIFT));
    }

    private void bindOthers() {
        bind(this::deleteUnlessEmpty, TerminalEvent.Key.ctrl('d'));
        bind(() -> upOrDown(-1), TerminalEvent.Key.of(KeyName.UP), TerminalEvent.Key.ctrl('p'));
        bind(() -> upOrDown(1), TerminalEvent.Key.of(KeyName.DOWN), TerminalEvent.Key.ctrl('n'));
        bind(() -> choose(1), TerminalEvent.Key.of(KeyName.TAB));
        bind(() -> choose(-1), TerminalEvent.Key.of(KeyName.TAB, TerminalEvent.Key.SHIFT));
        bind(this::closeCandidates, TerminalEvent.Key.of(KeyName.ESCAPE), TerminalEvent.Key.ctrl('g'));
        bind(this::search, TerminalEvent.Key.ctrl('r'));
    }

    private void move(IntSupplier target, TerminalEvent.Key... bound) {
        bind(
                () -> {
                    draft.moveTo(target.getAsInt());
                    moved();
                    return true;
                },
                bound);
    }

    private void edit(Runnable change, TerminalEvent.Key... bound) {
        bind(
                () -> {
                    change.run();
                    changed();
                    return true;
                },
                bound);
    }

    private void bind(BooleanSupplier action, TerminalEvent.Key... bound) {
        for (TerminalEvent.Key key : bound) {
            keys.put(key, action);
        }
    }

    /** To the end of the line, or over the line break if the cursor is there. */
    private int restOfLine() {
        int end = draft.lineEnd(draft.cursor());
        return end == draft.cursor() ? draft.right(end) : end;
    }

    private boolean deleteUnlessEmpty() {
        return draft.length() > 0 && press(TerminalEvent.Key.of(KeyName.DELETE));
    }

    /** Another candidate, another row, or another of the lines that were typed before. */
    private boolean upOrDown(int by) {
        if (completion.chosen() >= 0) {
            return choose(by);
        }
        DraftLayout rows = layout();
        int next = rows.rowOf(draft.cursor()) + by;
        if (next >= 0 && next < rows.rows()) {
            int wanted = column >= 0 ? column : rows.columnOf(draft.cursor());
            draft.moveTo(rows.positionAt(next, wanted));
            moved();
            column = wanted;
            return true;
        }
        String line = history.step(by, draft.text());
        show(line);
        return line != null;
    }

    private boolean choose(int step) {
        edits.other();
        completion.choose(step);
        layout = null;
        return true;
    }

    private boolean closeCandidates() {
        boolean open = !completion.candidates().isEmpty();
        completion.close();
        return open;
    }

    private boolean search() {
        if (!secret) {
            beforeSearch = draft.text();
            history.beginSearch(beforeSearch);
            completion.close();
        }
        return true;
    }
}
