package dev.roomtalk.chat.full;

import dev.roomtalk.chat.screen.ChatSurface;
import dev.roomtalk.chat.screen.HistoryScroll;
import dev.roomtalk.chat.screen.HistoryView;
import dev.roomtalk.chat.screen.Input;
import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.screen.Suggestions;
import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatDisplay;
import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatRooms;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.session.OutboxState;
import dev.roomtalk.chat.session.Questions;
import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.TerminalEvent;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ConnectionStatus;
import dev.roomtalk.client.Search;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A chat on the whole screen: draws a frame after each key, and at most thirty times a second otherwise, and turns keys
 * and clicks into what the person does. Confined to the UI thread, except for {@link #leave}.
 */
public final class FullSurface implements ChatSurface {
    /** For the countdown in the status line. */
    private static final Duration TICK = Duration.ofMillis(500);

    /** What was seen is written this often at most, and at the end. */
    private static final Duration SAVE = Duration.ofMinutes(1);

    private static final int WHEEL_ROWS = 3;
    private static final int MIN_PANEL = 4;

    private final CellScreen screen;
    private final ConnectingScreen before;
    private final Supplier<ConnectionStatus> connection;
    private final InstantSource clock;
    private final ZoneId zone;
    private final LogRows rows;
    private final FrameLayout layout;
    private final Panel panel;
    private final RoomLogs logs;
    private final SuggestionCompleter completer = new SuggestionCompleter();
    private final Composer composer;
    private final FullDisplay display;
    private final FramePacer pacer = new FramePacer();
    private Consumer<Input> typed = input -> {};
    private List<FrameLayout.Target> targets = List.of();
    private @Nullable Scrollback scrollback;
    private @Nullable ChatState state;
    private @Nullable QuickSwitch quick;
    private boolean urgent = true;
    private Instant saved = Instant.EPOCH;

    /**
     * @param before has taken the terminal, and hands over what was typed meanwhile
     * @param self the name of the person at this screen
     */
    public FullSurface(
            CellScreen screen,
            ConnectingScreen before,
            Palette palette,
            ZoneId zone,
            Mentions mentions,
            String self,
            Supplier<ConnectionStatus> connection,
            InstantSource clock,
            TypedHistory history,
            SeenFile seen) {
        this.screen = screen;
        this.before = before;
        this.connection = connection;
        this.clock = clock;
        this.zone = zone;
        Look look = new Look(palette);
        rows = new LogRows(look, mentions, zone, self);
        layout = new FrameLayout(rows);
        panel = new Panel(look, zone);
        logs = new RoomLogs(seen);
        composer = new Composer(new Drafts(completer, history));
        display = new FullDisplay(panel, logs, composer, this::added);
    }

    private void added(ChatLine line) {
        Scrollback open = scrollback;
        if (open != null) {
            open.added(line);
        }
    }

    @Override
    public ChatDisplay display() {
        return display;
    }

    @Override
    public Questions questions() {
        return composer;
    }

    @Override
    public HistoryScroll history(ChatClient client, ChatState chat, Answers answers) {
        state = chat;
        Scrollback scroll = new Scrollback(client, answers, rows, zone, display::shown, () -> {
            ChatRoom room = display.shown();
            return room == null ? Log.EMPTY : logs.all(room);
        });
        scrollback = scroll;
        return scroll;
    }

    @Override
    public void begin(Suggestions suggestions, Executor ui, Consumer<Input> inputs) {
        completer.use(suggestions);
        typed = inputs;
        composer.begin(this::done);
        before.handOver(event -> ui.execute(() -> on(event)));
    }

    /** The person has done something at the line that is typed. */
    private void done(Input input) {
        boolean message = input instanceof Input.Block
                || (input instanceof Input.Line(String text) && (!text.startsWith("/") || text.startsWith("//")));
        if (message || input instanceof Input.Line) {
            panel.clear();
        }
        if (message) {
            scroll(HistoryView.Move.CLOSE);
        }
        typed.accept(input);
    }

    private void scroll(HistoryView.Move move) {
        Scrollback open = scrollback;
        if (open != null) {
            open.on(move);
        }
    }

    void on(TerminalEvent event) {
        urgent = true;
        switch (event) {
            case TerminalEvent.Resized _, TerminalEvent.Resumed _ -> screen.forget();
            case TerminalEvent.SuspendAsked _ -> screen.suspend();
            case TerminalEvent.Ended(boolean hangup) -> typed.accept(hangup ? new Input.Gone() : new Input.End());
            case TerminalEvent.Focus _, TerminalEvent.Background _ -> {}
            case TerminalEvent.PasteRefused(long bytes) ->
                panel.add(new ChatLine.Problem(
                        clock.instant(),
                        "not pasted: " + (bytes >> 10) + " KB are too much at once; 1 MB is the most"));
            case TerminalEvent.Mouse mouse -> mouse(mouse);
            case TerminalEvent.Key key -> key(key);
            case TerminalEvent.Typed _, TerminalEvent.Pasted _ -> text(event);
        }
    }

    private void mouse(TerminalEvent.Mouse mouse) {
        ChatState chat = state;
        switch (mouse.kind()) {
            case WHEEL_UP -> wheel(-WHEEL_ROWS, HistoryView.Move.WHEEL_UP);
            case WHEEL_DOWN -> wheel(WHEEL_ROWS, HistoryView.Move.WHEEL_DOWN);
            case CLICK ->
                targets.stream()
                        .filter(target -> target.row() == mouse.row() && mouse.column() < target.endColumn())
                        .findFirst()
                        .ifPresent(target -> {
                            if (chat != null) {
                                chat.show(target.room());
                            }
                        });
        }
    }

    private void wheel(int panelRows, HistoryView.Move move) {
        if (panel.scrolls()) {
            panel.scroll(panelRows);
        } else {
            scroll(move);
        }
    }

    /** False if a key means nothing in what is being typed. */
    private boolean text(TerminalEvent event) {
        QuickSwitch open = quick;
        if (open == null) {
            return composer.on(event);
        }
        choose(open, event);
        return true;
    }

    private void choose(QuickSwitch open, TerminalEvent event) {
        ChatState chat = state;
        open.on(event).ifPresent(room -> {
            if (chat != null) {
                chat.show(room);
            }
        });
        if (open.done()) {
            quick = null;
        }
    }

    private void key(TerminalEvent.Key key) {
        int control = key.modifiers() == TerminalEvent.Key.CTRL ? key.character() : 0;
        if (control == 'l') {
            screen.forget();
        } else if (control == 'z') {
            screen.suspend();
        } else if (quick != null || composer.asks() || !shortcut(key, control)) {
            boolean used = text(key);
            if (!used && key.name() == KeyName.CHARACTER && key.modifiers() == TerminalEvent.Key.ALT) {
                // Esc, and a character right after it.
                key(TerminalEvent.Key.of(KeyName.ESCAPE));
                text(new TerminalEvent.Typed(Character.toString(key.character())));
            }
        }
    }

    /** Whether the key means something outside of what is being typed. */
    private boolean shortcut(TerminalEvent.Key key, int control) {
        ChatState chat = state;
        int alt = key.modifiers() == TerminalEvent.Key.ALT ? key.character() : 0;
        if (alt >= '1' && alt <= '9') {
            typed.accept(new Input.RoomKey(alt - '0'));
        } else if (alt == 'a') {
            typed.accept(new Input.ActivityKey());
        } else if (control == 'k' && chat != null) {
            quick = new QuickSwitch(chat.rooms());
        } else if (key.modifiers() == TerminalEvent.Key.ALT && (key.name() == KeyName.UP || key.name() == KeyName.DOWN)) {
            step(key.name() == KeyName.UP ? -1 : 1);
        } else if (key.modifiers() == 0) {
            return plain(key.name());
        } else {
            return false;
        }
        return true;
    }

    private boolean plain(KeyName name) {
        Scrollback scroll = scrollback;
        switch (name) {
            case UP, DOWN -> {
                return choosesHit() && panel.choose(name == KeyName.UP ? -1 : 1);
            }
            case ENTER -> {
                Search.Hit hit = choosesHit() ? panel.chosen() : null;
                return hit != null && jump(hit);
            }
            case F5 -> typed.accept(new Input.AgainKey());
            case PAGE_UP -> page(-panel.page(), HistoryView.Move.PAGE_UP);
            case PAGE_DOWN -> page(panel.page(), HistoryView.Move.PAGE_DOWN);
            case ESCAPE -> {
                boolean editing = !composer.editor().candidates().isEmpty()
                        || composer.editor().searching() != null;
                if (editing || (!panel.isOpen() && (scroll == null || !scroll.isOpen()))) {
                    return false;
                }
                if (panel.isOpen()) {
                    panel.clear();
                } else {
                    scroll(HistoryView.Move.CLOSE);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Keys are for what a search has found, and not for a draft. */
    private boolean choosesHit() {
        return panel.isOpen() && composer.editor().text().isEmpty();
    }

    /** Shows a message that was found among those around it. */
    private boolean jump(Search.Hit hit) {
        ChatState chat = state;
        Scrollback scroll = scrollback;
        if (chat != null && scroll != null) {
            chat.rooms()
                    .find(hit.room())
                    .filter(ChatRoom::joined)
                    .ifPresentOrElse(
                            room -> {
                                panel.clear();
                                chat.show(room);
                                scroll.jump(hit.message().sequence());
                            },
                            () -> chat.problem(
                                    "you are not in " + hit.room() + "; /join " + hit.room() + " enters it"));
        }
        return true;
    }

    private void page(int panelRows, HistoryView.Move move) {
        if (panel.scrolls()) {
            panel.scroll(panelRows);
        } else {
            scroll(move);
        }
    }

    /** Shows the room before or after this one, in the order of their numbers. */
    private void step(int by) {
        ChatState chat = state;
        ChatRoom shown = display.shown();
        if (chat != null && shown != null) {
            ChatRooms rooms = chat.rooms();
            int number =
                    Math.floorMod(rooms.numberOf(shown) - 1 + by, rooms.all().size()) + 1;
            rooms.number(number).ifPresent(chat::show);
        }
    }

    @Override
    public Duration draw(ChatState chat, OutboxState outbox) {
        Instant now = clock.instant();
        Duration wait = pacer.waitUntilNext(now, urgent);
        if (!wait.isZero()) {
            return wait;
        }
        urgent = false;
        int height = Math.max(screen.rows(), 1);
        int width = Math.max(screen.columns(), 1);
        QuickSwitch open = quick;
        InputView input = open == null ? composer.draw(width, Math.max(height / 3, 1)) : open.drawInput();
        Regions regions = Regions.of(height, width, input.rows().size());
        Scrollback scroll = scrollback;
        List<Line> scrolled = null;
        if (scroll != null) {
            scroll.resize(regions.logColumns(), regions.logHeight());
            scroll.settle();
            scrolled = scroll.isOpen() ? scroll.draw() : null;
        }
        ChatRoom shown = display.shown();
        FrameLayout.Frame frame = layout.draw(
                new FrameLayout.View(
                        chat,
                        connection.get(),
                        outbox,
                        shown == null ? Log.EMPTY : logs.live(shown),
                        scrolled,
                        panel(regions),
                        input),
                regions);
        targets = frame.targets();
        screen.paint(frame.grid());
        if (shown != null && scrolled == null) {
            logs.seen(shown);
        }
        if (now.isAfter(saved.plus(SAVE))) {
            saved = now;
            logs.save();
        }
        return TICK;
    }

    private List<Line> panel(Regions regions) {
        int height = Math.min(regions.logHeight(), Math.max(regions.logHeight() * 2 / 3, MIN_PANEL));
        QuickSwitch open = quick;
        if (height <= 0) {
            return List.of();
        }
        if (open != null) {
            return open.drawRooms(rows.look(), regions.columns(), height);
        }
        return panel.isOpen()
                ? panel.draw(regions.columns(), height)
                : Candidates.draw(composer.editor(), regions.columns(), height);
    }

    @Override
    public void end() {
        logs.save();
        leave();
    }

    @Override
    public void leave() {
        screen.close();
    }
}
