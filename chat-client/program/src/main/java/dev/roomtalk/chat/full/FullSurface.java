package dev.roomtalk.chat.full;

import dev.roomtalk.chat.notify.Alert;
import dev.roomtalk.chat.screen.ChatSurface;
import dev.roomtalk.chat.screen.HistoryScroll;
import dev.roomtalk.chat.screen.Input;
import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.screen.Suggestions;
import dev.roomtalk.chat.screen.Suggestions.Usage;
import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatDisplay;
import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.session.OutboxState;
import dev.roomtalk.chat.session.Questions;
import dev.roomtalk.chat.settings.ScreenPreferences;
import dev.roomtalk.chat.settings.Theme;
import dev.roomtalk.chat.settings.TimeFormat;
import dev.roomtalk.chat.tui.Editor;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.TerminalEvent;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ConnectionStatus;
import dev.roomtalk.client.MessageId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A chat on the whole screen: draws a frame after each key, and at most thirty times a second otherwise, and turns keys
 * and clicks into what the person does. Confined to the UI thread, except for {@link #leave}. Over 300 lines, because
 * all parts of the screen are put together here.
 */
public final class FullSurface implements ChatSurface {
    /** For the countdown in the status line. */
    private static final Duration TICK = Duration.ofMillis(500);

    /** What was seen is written this often at most, and at the end. */
    private static final Duration SAVE = Duration.ofMinutes(1);

    private static final int MIN_PANEL = 4;

    private final CellScreen screen;
    private final ConnectingScreen before;
    private final ScreenPreferences preferences;
    private final int colours;
    private final Look look;
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
    private final Attention attention = new Attention();
    private final WindowTitle title = new WindowTitle();
    private @Nullable Scrollback scrollback;
    private @Nullable ChatState state;
    private @Nullable FullInput keys;
    private boolean urgent = true;
    private Instant saved = Instant.EPOCH;

    /**
     * @param before has taken the terminal, and hands over what was typed meanwhile
     * @param preferences what the person has set for the full screen
     * @param colours how many colours the terminal has
     * @param self the name of the person at this screen
     */
    public FullSurface(
            CellScreen screen,
            ConnectingScreen before,
            ScreenPreferences preferences,
            int colours,
            ZoneId zone,
            Mentions mentions,
            String self,
            Supplier<ConnectionStatus> connection,
            InstantSource clock,
            TypedHistoryFile history,
            SeenFile seen) {
        this.screen = screen;
        this.before = before;
        this.preferences = preferences;
        this.connection = connection;
        this.clock = clock;
        this.zone = zone;
        this.colours = colours;
        look = new Look(Palette.of(preferences.theme(), colours), preferences.colours());
        TimeFormat format = preferences.layout().time();
        rows = new LogRows(look, mentions, zone, format, self, this::reactions);
        layout = new FrameLayout(rows);
        panel = new Panel(look, zone, format);
        logs = new RoomLogs(seen);
        composer = new Composer(new Drafts(completer, history));
        display = new FullDisplay(panel, logs, composer, this::added, this::changed, this::alert, this::copy);
    }

    private void copy() {
        FullInput input = keys;
        if (input != null) {
            input.copy(true);
        }
    }

    private void added(ChatLine line) {
        attention.added(line);
        Scrollback open = scrollback;
        if (open != null) {
            open.added(line);
        }
    }

    private String reactions(MessageId message) {
        ChatRoom room = display.shown();
        return room == null ? "" : room.reactions().to(message);
    }

    private void changed(ChatEvent.Message change) {
        Scrollback open = scrollback;
        if (open != null) {
            open.changed(change);
        }
    }

    private void alert(Alert alert) {
        Alert due = attention.due(alert, preferences.alwaysAlert());
        if (due != null) {
            screen.alert(due);
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
        Supplier<Log> live = () -> {
            ChatRoom room = display.shown();
            return room == null ? Log.EMPTY : logs.all(room);
        };
        Scrollback scroll = new Scrollback(client, answers, rows, zone, display::shown, live, chat.notifier()::hides);
        scrollback = scroll;
        return scroll;
    }

    @Override
    public void begin(Suggestions suggestions, Executor ui, Consumer<Input> inputs) {
        completer.use(suggestions);
        FullInput input = new FullInput(
                screen,
                Objects.requireNonNull(state),
                panel,
                composer,
                Objects.requireNonNull(scrollback),
                preferences.keys(),
                inputs);
        keys = input;
        composer.begin(input::done);
        before.handOver(event -> ui.execute(() -> {
            urgent = true;
            observe(event);
            input.on(event);
        }));
        if (preferences.theme() == Theme.AUTO) {
            screen.askBackground();
        }
    }

    /** What the terminal tells of itself. */
    private void observe(TerminalEvent event) {
        if (event instanceof TerminalEvent.Focus(boolean here)) {
            attention.focus(here);
        } else if (event instanceof TerminalEvent.Background(int red, int green, int blue)
                && preferences.theme() == Theme.AUTO) {
            look.use(Palette.of(Theme.on(red, green, blue), colours));
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
        FullInput inputs = keys;
        if (inputs != null && inputs.copying()) {
            drawTextAlone(height, width);
            return TICK;
        }
        QuickSwitch open = inputs == null ? null : inputs.quick();
        InputView input = open == null ? composer.draw(width, Math.max(height / 3, 1)) : open.drawInput();
        Regions regions = Regions.of(height, width, input.rows().size(), preferences.layout());
        boolean covers = open != null || !panel.isOpen();
        List<Line> above = panel(regions, open);
        Scrollback scroll = scrollback;
        List<Line> scrolled = null;
        if (scroll != null) {
            scroll.resize(regions.logColumns(), regions.logHeight() - (covers ? 0 : above.size()));
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
                        above,
                        covers,
                        input),
                regions);
        if (inputs != null) {
            inputs.targets(frame.targets());
        }
        screen.paint(frame.grid());
        String name = preferences.windowTitle() ? title.due(chat.rooms(), attention, now) : null;
        if (name != null) {
            screen.title(name);
        }
        if (shown != null && scrolled == null) {
            logs.seen(shown);
        }
        if (now.isAfter(saved.plus(SAVE))) {
            saved = now;
            logs.save();
        }
        return TICK;
    }

    private void drawTextAlone(int height, int width) {
        Scrollback scroll = Objects.requireNonNull(scrollback);
        scroll.settle();
        scroll.resize(LogColumns.textAlone(width), height);
        scroll.hold();
        screen.paint(FrameLayout.textAlone(scroll.draw(), height, width));
    }

    private List<Line> panel(Regions regions, @Nullable QuickSwitch open) {
        int height = Math.min(regions.logHeight(), Math.max(regions.logHeight() * 2 / 3, MIN_PANEL));
        if (height <= 0) {
            return List.of();
        }
        if (open != null) {
            return open.drawRooms(rows.look(), regions.columns(), height);
        }
        List<Line> answer = panel.isOpen() ? panel.draw(regions.columns(), height) : List.of();
        // What is offered covers the answer, which comes back when the line is empty again.
        List<Line> hints = hints(regions.columns(), answer.isEmpty() ? height : answer.size());
        return Stream.concat(answer.stream().limit(Math.max(answer.size() - hints.size(), 0)), hints.stream())
                .toList();
    }

    private List<Line> hints(int columns, int height) {
        Editor editor = composer.editor();
        if (composer.asks() || editor.searching() != null) {
            return List.of();
        }
        String text = editor.text();
        Usage usage = text.startsWith("/") ? completer.usage(text.substring(0, editor.cursor())) : null;
        return Candidates.draw(editor, usage, columns, height);
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
