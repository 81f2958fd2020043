package dev.roomtalk.client.terminal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.reader.impl.SimpleMaskingCallback;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/**
 * The line being typed, above it the messages on their way, and the status line below it. One thread reads it ({@link #read}); the UI thread may at any time change
 * what stands before and below it, or ask a question in its place, under JLine's own lock.
 */
final class LineEditor extends LineReaderImpl {
    private static final int HISTORY_LINES = 1000;

    /** On a lower screen the status line would leave too little for the rest. */
    private static final int LOWEST_WITH_STATUS = 4;

    /** F5 of a VT220, which most terminals are like; others are described by terminfo. */
    private static final String SEND_AGAIN = "\033[15~";

    private static final String ERASE_BELOW = "\033[J";

    /** So long an Esc may be the beginning of another key. */
    private static final long ESCAPE_MILLIS = 250;

    private static final int LONGEST_MOUSE_EVENT = 20;

    private Consumer<Input> keys = input -> {};
    private AttributedString talking = new AttributedString("> ");
    private @Nullable AttributedString question;
    private String draft = "";
    private boolean secret;
    private AttributedString status = AttributedString.EMPTY;
    private List<AttributedString> underway = List.of();
    private boolean stale;
    private boolean finishing;

    /** What keys do while the screen is covered. */
    private final KeyMap<Binding> pageKeys = new KeyMap<>();

    /** Keys are for the page, and no longer for the line. */
    private volatile boolean paging;

    /** Ctrl-C has closed the page as a key; on some terminals it comes as a signal as well. Of the reader's thread. */
    private boolean interruptedPage;

    /** Something else is on the screen: nothing is drawn. Under the lock. */
    private boolean covered;

    /** @param history where lines are kept, or null */
    LineEditor(Terminal terminal, @Nullable Path history) {
        super(terminal, "chat", new HashMap<>());
        setParser(TypedLine.PARSER);
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
     * @param keys takes what does not end a line, on the reader's thread
     */
    void prepare(Completion completion, Consumer<Input> keys) {
        this.keys = keys;
        setCompleter(completion);
        KeyMap<Binding> emacs = getKeyMaps().get(EMACS);
        if (emacs == null) {
            return;
        }
        for (int n = 1; n <= 9; n++) {
            Input key = new Input.RoomKey(n);
            getWidgets().put("room-" + n, () -> press(key));
            emacs.bind(new Reference("room-" + n), KeyMap.alt((char) ('0' + n)));
        }
        getWidgets().put("send-again", () -> press(new Input.AgainKey()));
        emacs.bind(new Reference("send-again"), SEND_AGAIN);
        String described = KeyMap.key(terminal, Capability.key_f5);
        if (described != null) {
            emacs.bind(new Reference("send-again"), described);
        }
        getWidgets().put("history", () -> {
            paging = true;
            return press(new Input.History(HistoryView.Move.PAGE_UP));
        });
        bind(emacs, new Reference("history"), Capability.key_ppage, "\033[5~");
        // It may be meant for a page that has just come: then it must not be the beginning of another key for ever.
        getWidgets().put("escape", () -> true);
        emacs.bind(new Reference("escape"), "\033");
        emacs.setAmbiguousTimeout(ESCAPE_MILLIS);
        preparePageKeys();
        getWidgets().put("next-activity", () -> press(new Input.ActivityKey()));
        emacs.bind(new Reference("next-activity"), KeyMap.alt('a'));
    }

    private void preparePageKeys() {
        bind(pageKeys, move(HistoryView.Move.LINE_UP), Capability.key_up, "\033[A", "\033OA", "k");
        bind(pageKeys, move(HistoryView.Move.LINE_DOWN), Capability.key_down, "\033[B", "\033OB", "j", "\r", "\n");
        bind(pageKeys, move(HistoryView.Move.PAGE_UP), Capability.key_ppage, "\033[5~", "b");
        bind(pageKeys, move(HistoryView.Move.PAGE_DOWN), Capability.key_npage, "\033[6~", " ");
        bind(pageKeys, move(HistoryView.Move.BEGINNING), Capability.key_home, "\033[H", "\033OH", "\033[1~", "g");
        bind(
                pageKeys,
                move(HistoryView.Move.CLOSE),
                Capability.key_end,
                "\033[F",
                "\033OF",
                "\033[4~",
                "G",
                "q",
                "\033");
        bind(pageKeys, move(HistoryView.Move.CLOSE), Capability.key_exit, KeyMap.ctrl('C'), KeyMap.ctrl('D'));
        pageKeys.bind((Widget) this::mouseMoved, "\033[<");
        pageKeys.bind((Widget) this::dropPaste, BRACKETED_PASTE_BEGIN);
        Widget nothing = () -> true;
        pageKeys.setUnicode(nothing);
        pageKeys.setNomatch(nothing);
        pageKeys.setAmbiguousTimeout(ESCAPE_MILLIS);
    }

    private void bind(KeyMap<Binding> map, Binding binding, Capability described, String... sequences) {
        map.bind(binding, sequences);
        String key = KeyMap.key(terminal, described);
        if (key != null) {
            map.bind(binding, key);
        }
    }

    private Widget move(HistoryView.Move move) {
        return () -> {
            if (move == HistoryView.Move.CLOSE) {
                paging = false;
            }
            return press(new Input.History(move));
        };
    }

    /** The rest of what an xterm says of its mouse (mode 1006): {@code button;column;row} and M or m. */
    private boolean mouseMoved() {
        StringBuilder said = new StringBuilder();
        int c = bindingReader.readCharacter();
        while (c >= ' ' && c != 'M' && c != 'm' && said.length() < LONGEST_MOUSE_EVENT) {
            said.append((char) c);
            c = bindingReader.readCharacter();
        }
        if (said.indexOf("64;") == 0) {
            press(new Input.History(HistoryView.Move.WHEEL_UP));
        } else if (said.indexOf("65;") == 0) {
            press(new Input.History(HistoryView.Move.WHEEL_DOWN));
        }
        return true;
    }

    private boolean dropPaste() {
        doReadStringUntil(BRACKETED_PASTE_END);
        return true;
    }

    /** A key that was waited for while the screen was covered or uncovered means what it means now. */
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

    /** Takes the line off the screen, which will show something else. */
    void cover() {
        if (reading) {
            display.update(List.of(), 0);
        }
        covered = true;
        paging = true;
    }

    /** The screen is as it was when it was covered, though perhaps of another size. */
    void uncover() {
        paging = false;
        if (covered) {
            covered = false;
            if (reading) {
                size = terminal.getBufferSize();
                display.resize(size);
                redraw();
            }
        }
    }

    private boolean press(Input key) {
        keys.accept(key);
        return true;
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

    /** The line goes on with this when it is read again. */
    private void keep(String line) {
        locked(() -> {
            paging = false;
            if (question == null) {
                draft = line;
            }
        });
    }

    /** Sets what stands before the line; a question stays until it is answered. */
    void prompt(AttributedString prompt) {
        locked(() -> {
            talking = prompt;
            if (question == null) {
                this.prompt = prompt;
                redraw();
            }
        });
    }

    /** Sets what stands above the line; it is shown when something else is. */
    void underway(List<AttributedString> lines) {
        if (!lines.equals(underway)) {
            underway = lines;
            stale = true;
        }
    }

    /** Sets what stands below the line; nothing happens if it stands there already. */
    void status(AttributedString text) {
        locked(() -> {
            if (stale || !text.equals(status)) {
                status = text;
                redraw();
            }
        });
    }

    /** Asks for a secret. What was being typed comes back after the answer. */
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

    void locked(Runnable task) {
        lock.lock();
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }

    /** Draws the line again where it stands. */
    void redraw() {
        if (reading) {
            redisplay();
            flush();
        }
    }

    /** Takes the line off the screen without ending it. */
    void erase() {
        if (reading) {
            display.update(List.of(), 0);
            terminal.writer().write(BRACKETED_PASTE_OFF);
        }
        flush();
    }

    /** Draws the line anew, on a screen that someone else has used meanwhile. */
    void restore() {
        if (reading) {
            terminal.writer().write(BRACKETED_PASTE_ON);
            redrawLine();
            redraw();
        }
    }

    /** Called by JLine under its lock when it begins to read, and by {@link #ask} when it reads already. */
    private boolean begin() {
        AttributedString asked = question;
        if (asked == null) {
            buf.write(draft);
            draft = "";
            prompt = talking;
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
        lock.lock();
        try {
            boolean asked = question != null;
            question = null;
            return asked;
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected boolean acceptLine() {
        secret = question != null;
        question = null;
        return super.acceptLine();
    }

    /** Takes a pasted block without the line breaks around it: it is sent when the person says so, not by its last line. */
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

    /** The status line is part of what JLine draws, so that it needs no place of its own on the screen, whatever its size. */
    @Override
    public AttributedString getDisplayedBufferWithPrompts(List<AttributedString> secondaryPrompts) {
        AttributedString line = super.getDisplayedBufferWithPrompts(secondaryPrompts);
        if (finishing || status.length() == 0 || size.getRows() < LOWEST_WITH_STATUS) {
            return line;
        }
        return new AttributedStringBuilder()
                .append(line)
                .append("\n")
                .append(status.columnSubSequence(0, size.getColumns() - 1))
                .toAttributedString();
    }

    /** What stands above the line is drawn as a part of the prompt: JLine then knows where the cursor is. */
    @Override
    protected void redisplay(boolean flush) {
        locked(() -> {
            if (covered) {
                return;
            }
            stale = false;
            AttributedString last = prompt;
            prompt = finishing ? last : below(underway, last);
            try {
                super.redisplay(flush);
            } finally {
                prompt = last;
            }
        });
    }

    /**
     * Draws everything anew when the screen has another size. JLine would write only what differs from what it believes to be
     * there; terminals fold lines differently, and the rest would stay among it.
     */
    @Override
    protected void handleSignal(Terminal.Signal signal) {
        locked(() -> {
            Size now = terminal.getBufferSize();
            if (signal == Terminal.Signal.WINCH && covered) {
                keys.accept(new Input.History(HistoryView.Move.REDRAW));
            } else if (signal == Terminal.Signal.WINCH && reading && !now.equals(size)) {
                size = now;
                display.resize(now);
                display.update(List.of(), 0);
                terminal.writer().write(ERASE_BELOW);
                redraw();
            } else {
                super.handleSignal(signal);
            }
        });
    }

    private static AttributedString below(List<AttributedString> lines, AttributedString last) {
        AttributedStringBuilder all = new AttributedStringBuilder();
        lines.forEach(line -> all.append(line).append("\n"));
        return all.append(last).toAttributedString();
    }

    /** The line is taken off the screen when it is done, and the status line with it. */
    @Override
    protected void cleanup() {
        finishing = true;
        super.cleanup();
        finishing = false;
    }

    /** The prompt is the room's, not what {@link LineReader#readLine} is called with. */
    @Override
    public void setPrompt(@Nullable String ignored) {
        prompt = talking;
    }
}
