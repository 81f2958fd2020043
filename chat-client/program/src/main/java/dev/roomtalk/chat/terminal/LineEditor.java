package dev.roomtalk.chat.terminal;

import dev.roomtalk.chat.screen.HistoryView;
import dev.roomtalk.chat.screen.Input;
import dev.roomtalk.chat.screen.Suggestions;
import dev.roomtalk.chat.screen.TypedLine;
import dev.roomtalk.client.VisibleText;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.SimpleMaskingCallback;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Edits the line being typed. One thread reads it ({@link #read}); the UI thread may at any time change the prompt, ask
 * a question in its place, or cover the screen: then keys are for the page that covers it.
 */
final class LineEditor extends DecoratedLine {
    private static final int HISTORY_LINES = 1000;

    /** F5 of a VT220, which most terminals are like; others are described by terminfo. */
    private static final String SEND_AGAIN = "\033[15~";

    private Consumer<Input> keys = input -> {};
    private AttributedString roomPrompt = new AttributedString("> ");
    private @Nullable AttributedString question;
    private String draft = "";
    private boolean secret;
    private KeyMap<Binding> pageKeys = new KeyMap<>();

    /** Whether keys are for the page, and not for the line. */
    private volatile boolean paging;

    /** Ctrl-C has closed the page as a key; on some terminals it comes as a signal as well. Of the reader's thread. */
    private boolean interruptedPage;

    /** @param history where lines are kept; null if nowhere */
    LineEditor(Terminal terminal, @Nullable Path history) {
        super(terminal);
        setParser((line, cursor, context) -> new ParsedTypedLine(TypedLine.of(line, cursor)));
        if (history != null) {
            setVariable(HISTORY_FILE, history);
        }
        setVariable(HISTORY_SIZE, HISTORY_LINES);
        setVariable(HISTORY_FILE_SIZE, HISTORY_LINES);
        setVariable(SECONDARY_PROMPT_PATTERN, "  ");
        setVariable(BELL_STYLE, "none");
        for (String text : List.of(COMPLETION_STYLE_STARTING, COMPLETION_STYLE_LIST_STARTING)) {
            setVariable(text, "bold");
        }
        for (String text : List.of(COMPLETION_STYLE_DESCRIPTION, COMPLETION_STYLE_LIST_DESCRIPTION)) {
            setVariable(text, "faint");
        }
        setVariable(COMPLETION_STYLE_LIST_BACKGROUND, "bg:default");
        option(Option.DISABLE_EVENT_EXPANSION, true);
        option(Option.ERASE_LINE_ON_FINISH, true);
        option(Option.CASE_INSENSITIVE, true);
        option(Option.HISTORY_BEEP, false);
        option(Option.INSERT_TAB, false);
        getWidgets().put(CALLBACK_INIT, this::begin);
    }

    /**
     * Sets the keys up.
     *
     * @param keys receives what does not end a line, on the reader's thread
     */
    void prepare(Suggestions suggestions, Consumer<Input> keys) {
        this.keys = keys;
        setCompleter((reader, line, candidates) -> suggestions.suggest(((ParsedTypedLine) line).typed()).stream()
                .map(LineEditor::candidate)
                .forEach(candidates::add));
        pageKeys = PageKeys.map(terminal, bindingReader, this::dropPaste, move -> {
            if (move == HistoryView.Move.CLOSE) {
                paging = false;
            }
            press(new Input.History(move));
        });
        KeyMap<Binding> emacs = getKeyMaps().get(EMACS);
        if (emacs == null) {
            return;
        }
        for (int n = 1; n <= 9; n++) {
            Input key = new Input.RoomKey(n);
            emacs.bind(widget("room-" + n, () -> press(key)), KeyMap.alt((char) ('0' + n)));
        }
        emacs.bind(widget("next-activity", () -> press(new Input.ActivityKey())), KeyMap.alt('a'));
        Reference again = widget("send-again", () -> press(new Input.AgainKey()));
        PageKeys.bind(terminal, emacs, again, Capability.key_f5, SEND_AGAIN);
        Reference history = widget("history", () -> {
            paging = true;
            return press(new Input.History(HistoryView.Move.PAGE_UP));
        });
        PageKeys.bind(terminal, emacs, history, Capability.key_ppage, "\033[5~");
        // It may be meant for a page that has just opened: then it must not be the beginning of another key for ever.
        emacs.bind(widget("escape", () -> true), "\033");
        emacs.setAmbiguousTimeout(PageKeys.ESCAPE_MILLIS);
    }

    private Reference widget(String name, Widget widget) {
        getWidgets().put(name, widget);
        return new Reference(name);
    }

    private static Candidate candidate(Suggestions.Suggestion suggestion) {
        String help = suggestion.help().isEmpty() ? null : suggestion.help();
        String word = suggestion.word();
        return new Candidate(word, VisibleText.line(suggestion.shown()), null, help, null, null, suggestion.more());
    }

    private boolean dropPaste() {
        doReadStringUntil(BRACKETED_PASTE_END);
        return true;
    }

    private boolean press(Input key) {
        keys.accept(key);
        return true;
    }

    /** A key that was pressed while the screen was covered or uncovered means what it means now. */
    @Override
    public Binding readBinding(KeyMap<Binding> keys, @Nullable KeyMap<Binding> local) {
        boolean before = paging;
        Binding binding = before ? readPageKey() : super.readBinding(keys, local);
        String typed = getLastBinding();
        boolean interrupt = KeyMap.ctrl('C').equals(typed);
        interruptedPage = interrupt ? before || interruptedPage : interruptedPage && typed == null;
        if (binding == null || paging == before || interrupt) {
            return binding;
        }
        KeyMap<Binding> now = before ? keys : pageKeys;
        Binding meant = now.getBound(getLastBinding());
        return meant == null ? now.getUnicode() : meant;
    }

    /** Ctrl-C closes the page, and does not end the line. */
    private Binding readPageKey() {
        Terminal.SignalHandler interrupting =
                terminal.handle(Terminal.Signal.INT, _ -> press(new Input.History(HistoryView.Move.CLOSE)));
        try {
            return super.readBinding(pageKeys, null);
        } finally {
            terminal.handle(Terminal.Signal.INT, interrupting);
        }
    }

    @Override
    void cover() {
        super.cover();
        paging = true;
    }

    @Override
    void uncover() {
        paging = false;
        super.uncover();
    }

    @Override
    void resized() {
        keys.accept(new Input.History(HistoryView.Move.REDRAW));
    }

    /** Waits for what the person does next. */
    Input read() {
        try {
            String line = readLine();
            return secret ? new Input.Secret(line) : new Input.Line(line);
        } catch (UserInterruptException e) {
            if (paging || interruptedPage) {
                interruptedPage = false;
                keep(e.getPartialLine());
                return new Input.History(HistoryView.Move.CLOSE);
            }
            return dropQuestion()
                    ? new Input.Cancelled()
                    : new Input.Interrupted(e.getPartialLine().isEmpty());
        } catch (EndOfFileException e) {
            return dropQuestion() ? new Input.Cancelled() : new Input.End();
        }
    }

    /** The line begins with this text when it is read again. */
    private void keep(String line) {
        locked(() -> {
            paging = false;
            if (question == null) {
                draft = line;
            }
        });
    }

    /** Sets the prompt before the line; a question stays until it is answered. */
    void prompt(AttributedString prompt) {
        locked(() -> {
            roomPrompt = prompt;
            if (question == null) {
                this.prompt = prompt;
                redraw();
            }
        });
    }

    /** Asks for a secret. The line that was being typed comes back after the answer. */
    void ask(AttributedString text) {
        locked(() -> {
            question = text;
            if (reading && state == State.NORMAL) {
                draft = buf.toString();
                buf.clear();
                begin();
                redraw();
            }
        });
    }

    /** Called by JLine under its lock when it begins to read, and by {@link #ask} when it reads already. */
    private boolean begin() {
        AttributedString asked = question;
        if (asked == null) {
            buf.write(draft);
            draft = "";
            prompt = roomPrompt;
            variables.remove(DISABLE_COMPLETION);
        } else {
            undo.clear();
            post = null;
            maskingCallback = new SimpleMaskingCallback('*');
            prompt = asked;
            variables.put(DISABLE_COMPLETION, true);
        }
        return true;
    }

    private boolean dropQuestion() {
        boolean[] asked = {false};
        locked(() -> {
            asked[0] = question != null;
            question = null;
        });
        return asked[0];
    }

    @Override
    protected boolean acceptLine() {
        secret = question != null;
        question = null;
        return super.acceptLine();
    }

    /** Takes a pasted block without the line breaks around it: it is sent by Enter, not by its last line break. */
    @Override
    public boolean beginPaste() {
        boolean done = super.beginPaste();
        while (buf.length() > 0 && buf.prevChar() == '\n') {
            buf.backspace();
        }
        int lines = (int) buf.toString().lines().filter(l -> !l.isBlank()).count();
        if (lines > 1) {
            keys.accept(new Input.Pasted(lines));
        }
        return done;
    }

    /** The prompt is the room's, not the argument of {@link LineReader#readLine}. */
    @Override
    public void setPrompt(@Nullable String ignored) {
        prompt = roomPrompt;
    }
}
