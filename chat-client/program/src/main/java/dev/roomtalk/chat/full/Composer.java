package dev.roomtalk.chat.full;

import dev.roomtalk.chat.full.Drafts.Draft;
import dev.roomtalk.chat.screen.Input;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.Questions;
import dev.roomtalk.chat.tui.Editor;
import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.TerminalEvent;
import dev.roomtalk.chat.tui.Text;
import dev.roomtalk.client.MessageKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is typed at the bottom of the full screen: a draft for each room, or the answer to a question. Confined to the
 * UI thread.
 */
final class Composer implements Questions {
    private static final int MAX_PROMPT = 24;

    /** A pasted block with more lines is shown by its size. */
    private static final int MAX_UNFOLDED = 5;

    private final Drafts drafts;
    private final Deque<SecretQuestion> questions = new ArrayDeque<>();
    private Consumer<Input> typed = input -> {};
    private @Nullable ChatRoom room;
    private @Nullable BlockQuestion block;

    Composer(Drafts drafts) {
        this.drafts = drafts;
    }

    /** @param inputs takes what the person does */
    void begin(Consumer<Input> inputs) {
        typed = inputs;
    }

    @Override
    public void ask(String question) {
        questions.addLast(new SecretQuestion(question));
    }

    /** Whether a question is to be answered first. */
    boolean asks() {
        return !questions.isEmpty() || block != null;
    }

    /** The draft of that room is typed at now; null: of no room. What was typed before there was one goes with it. */
    void room(@Nullable ChatRoom shown) {
        Draft before = draft();
        boolean first = room == null;
        room = shown;
        block = null;
        if (first && draft().editor.text().isEmpty()) {
            draft().take(before);
        }
    }

    private Draft draft() {
        ChatRoom shown = room;
        return drafts.of(shown == null ? "" : shown.name());
    }

    Editor editor() {
        return draft().editor;
    }

    /** Takes what was typed; false if a key means nothing here. */
    boolean on(TerminalEvent event) {
        SecretQuestion question = questions.peekFirst();
        BlockQuestion pasted = block;
        if (question != null) {
            Input answer = question.on(event);
            if (answer != null) {
                questions.removeFirst();
                typed.accept(answer);
            }
            return true;
        }
        if (pasted != null) {
            answerBlock(pasted, event);
            return true;
        }
        return event instanceof TerminalEvent.Key(KeyName name, int character, int modifiers)
                ? key(event, name, modifiers == TerminalEvent.Key.CTRL ? character : 0, modifiers)
                : edit(event);
    }

    private boolean edit(TerminalEvent event) {
        Draft draft = draft();
        boolean whole = draft.editor.text().isEmpty();
        boolean used = draft.editor.on(event);
        if (event instanceof TerminalEvent.Pasted(String text) && text.strip().indexOf('\n') >= 0) {
            draft.pasted = true;
            draft.folded = whole && text.strip().lines().count() > MAX_UNFOLDED;
        } else {
            draft.folded = false;
            draft.pasted &= draft.editor.text().indexOf('\n') >= 0;
        }
        if (event instanceof TerminalEvent.Typed && !draft.editor.text().startsWith("/")) {
            typed.accept(new Input.Typing());
        }
        return used;
    }

    /** @param control the character that was typed with Ctrl; 0 if none */
    private boolean key(TerminalEvent event, KeyName name, int control, int modifiers) {
        Draft draft = draft();
        if (draft.editor.searching() != null) {
            return edit(event);
        }
        if (name == KeyName.ENTER && modifiers == 0) {
            enter(draft);
        } else if (control == 'c') {
            boolean empty = draft.editor.text().isEmpty();
            draft.clear();
            typed.accept(new Input.Interrupted(empty));
        } else if (control == 'd' && draft.editor.text().isEmpty()) {
            typed.accept(new Input.End());
        } else if (name == KeyName.UP && modifiers == 0 && isLastMessage(draft)) {
            String edit = "/edit " + draft.lastTyped();
            draft.editor.set(edit, edit.length());
        } else {
            return edit(event);
        }
        return true;
    }

    /** Whether nothing is typed yet, and what was typed last is one's own last message in the room. */
    private boolean isLastMessage(Draft draft) {
        ChatRoom shown = room;
        String last = draft.lastTyped();
        return shown != null
                && draft.editor.text().isEmpty()
                && last.indexOf('\n') < 0
                && shown.messages().reversed().stream()
                        .filter(message -> message.own() && message.removedBy() == null)
                        .findFirst()
                        .filter(message -> message.kind() == MessageKind.TEXT
                                && message.text().equals(last))
                        .isPresent();
    }

    private void enter(Draft draft) {
        String text = trimmed(draft.editor.text());
        if (draft.pasted && text.indexOf('\n') >= 0) {
            block = new BlockQuestion(text);
        } else {
            boolean several = text.indexOf('\n') >= 0;
            drafts.sent(draft, secret());
            typed.accept(several ? new Input.Block(text) : new Input.Line(text));
        }
    }

    private void answerBlock(BlockQuestion question, TerminalEvent event) {
        boolean whole = event instanceof TerminalEvent.Key(KeyName name, int _, int modifiers)
                && name == KeyName.ENTER
                && modifiers == 0;
        boolean lines = event instanceof TerminalEvent.Typed(String text) && text.equalsIgnoreCase("l");
        boolean back = event instanceof TerminalEvent.Key(KeyName name, int character, int modifiers)
                && (name == KeyName.ESCAPE || (modifiers == TerminalEvent.Key.CTRL && character == 'c'));
        if (whole || lines) {
            block = null;
            drafts.sent(draft(), secret());
            typed.accept(whole ? new Input.Block(question.text()) : new Input.Line(question.text()));
        } else if (back) {
            block = null;
            draft().folded = false;
        }
    }

    /** Whether what is typed here never reaches a file. */
    private boolean secret() {
        ChatRoom shown = room;
        return shown != null && shown.keepsNothing();
    }

    /** Without line breaks around it: it is sent by Enter, not by its last line break. */
    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && text.charAt(start) == '\n') {
            start++;
        }
        while (end > start && text.charAt(end - 1) == '\n') {
            end--;
        }
        return text.substring(start, end);
    }

    InputView draw(int columns, int maxRows) {
        SecretQuestion question = questions.peekFirst();
        BlockQuestion pasted = block;
        if (question != null) {
            return question.draw(columns);
        }
        if (pasted != null) {
            return pasted.draw(columns);
        }
        ChatRoom shown = room;
        String name = shown == null ? "" : Text.cut(shown.name(), Math.min(MAX_PROMPT, Math.max(columns / 3, 1)));
        Draft draft = draft();
        String wanted = draft.editor.searching();
        String prompt = wanted == null ? name + "> " : "search " + Text.cut(wanted, Math.max(columns / 3, 1)) + ": ";
        int indent = Text.width(prompt);
        if (draft.folded) {
            String first = draft.editor.text().strip().lines().findFirst().orElse("");
            String size = " … " + BlockQuestion.size(draft.editor.text().strip());
            String begin = Text.cut(first, Math.max(columns - indent - Text.width(size) - 1, 1));
            Line line =
                    Line.builder().add(prompt).add(begin).add(size, Look.BOLD).build();
            return new InputView(List.of(line), 0, Math.min(line.width(), columns - 1));
        }
        Editor.Drawn drawn = draft.editor.draw(Math.max(columns - indent, 1), maxRows, Look.PLAIN);
        List<Line> rows = new ArrayList<>();
        for (Line line : drawn.lines()) {
            rows.add(Line.builder()
                    .add(rows.isEmpty() ? prompt : " ".repeat(indent))
                    .add(line)
                    .build());
        }
        return new InputView(rows, drawn.cursorRow(), indent + drawn.cursorColumn());
    }
}
