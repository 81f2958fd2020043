package dev.roomtalk.chat.full;

import dev.roomtalk.chat.input.Completion;
import dev.roomtalk.chat.input.ConversationEntry;
import dev.roomtalk.chat.input.Keyboard;
import dev.roomtalk.chat.input.RoomEntry;
import dev.roomtalk.chat.notify.Alert;
import dev.roomtalk.chat.notify.SilentNotifier;
import dev.roomtalk.chat.screen.HistoryScroll;
import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.FakeSession;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.chat.tui.Grid;
import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.chat.tui.TerminalEvent;
import dev.roomtalk.client.ChatEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The chat on a full screen that remembers what it shows: all parts but the terminal and the network, in one thread.
 */
final class FullTrial implements CellScreen {
    Instant now = Instant.parse("2026-11-21T12:03:00Z");
    int rows = 24;
    int columns = 80;
    boolean quit;
    boolean closed;
    int forgotten;
    boolean backgroundAsked;
    final List<String> titles = new ArrayList<>();
    final List<Alert> alerts = new ArrayList<>();
    boolean mouse = true;
    private final Preferences preferences;
    final FakeSession session;
    final ChatState state;
    final RoomEntry entry;
    private final ConversationEntry conversations;
    private final FullSurface surface;
    private final Keyboard keyboard;
    private final ChatOutbox outbox;
    private final HistoryScroll history;
    private Consumer<TerminalEvent> events = event -> {};
    private Grid shown = new Grid(1, 1);

    FullTrial() {
        this(null, null);
    }

    FullTrial(Preferences preferences) {
        this(null, null, preferences);
    }

    FullTrial(@Nullable Path file, @Nullable Path seen) {
        this(file, seen, Preferences.NONE);
    }

    /**
     * @param file of typed lines; null if none
     * @param seen the file of what was seen; null if none
     */
    FullTrial(@Nullable Path file, @Nullable Path seen, Preferences preferences) {
        this(preferences, 0, file, seen);
    }

    /** @param colours how many the terminal has */
    FullTrial(Preferences preferences, int colours) {
        this(preferences, colours, null, null);
    }

    private FullTrial(Preferences preferences, int colours, @Nullable Path file, @Nullable Path seen) {
        this.preferences = preferences;
        session = new FakeSession("bob", () -> now, this::event)
                .room("ops", "alice", "carol")
                .room("night", "alice", "carol", "awayne")
                .topic("ops", "what happens tonight")
                .room("dev", "alice")
                .room("vault", "alice");
        session.passwords.put("vault", "sesame");
        ConnectingScreen connecting = new ConnectingScreen(this, () -> quit = true);
        connecting.show("localhost:4242");
        Mentions mentions = new Mentions("bob", List.of());
        surface = new FullSurface(
                this,
                connecting,
                preferences.screen(),
                colours,
                ZoneOffset.UTC,
                mentions,
                "bob",
                session::status,
                () -> now,
                new TypedHistoryFile(file, () -> now),
                new SeenFile(seen, "localhost:4242", "bob"));
        state = new ChatState(surface.display(), mentions, ZoneOffset.UTC, () -> now, SilentNotifier.get());
        Answers answers = new Answers(Runnable::run, refusal -> state.problem(refusal.sentence()));
        entry = new RoomEntry(session, state, surface.questions(), answers, null, 50);
        conversations = new ConversationEntry(session, state, entry, answers);
        history = surface.history(session, state, answers);
        outbox = new ChatOutbox(session, () -> now, Runnable::run, state::failed);
        keyboard = new Keyboard(session, answers, state, entry, outbox, history, preferences, () -> quit = true);
    }

    private void event(ChatEvent event) {
        state.on(event);
        conversations.on(event);
    }

    /** The first frame, before the chat has begun. */
    FullTrial begin(String... rooms) {
        surface.begin(new Completion(state::names, () -> {}, preferences.aliases()), Runnable::run, keyboard::on);
        entry.begin(List.of(rooms), null, false);
        frame();
        return this;
    }

    void press(TerminalEvent event) {
        events.accept(event);
    }

    void press(KeyName name) {
        press(TerminalEvent.Key.of(name));
    }

    void alt(char character) {
        press(TerminalEvent.Key.alt(character));
    }

    void ctrl(char character) {
        press(TerminalEvent.Key.ctrl(character));
    }

    void type(String text) {
        press(new TerminalEvent.Typed(text));
    }

    void enter(String line) {
        type(line);
        press(KeyName.ENTER);
    }

    void end() {
        surface.end();
    }

    /** What is on the screen now. */
    List<String> frame() {
        history.settle();
        keyboard.settle();
        outbox.settle();
        state.settle();
        conversations.settle();
        Duration wait = surface.draw(state, outbox.state());
        while (wait.compareTo(FramePacer.FRAME) <= 0) {
            now = now.plus(wait);
            wait = surface.draw(state, outbox.state());
        }
        return rowsShown();
    }

    Grid shown() {
        return shown;
    }

    List<String> rowsShown() {
        return shown.toString().lines().toList();
    }

    /** The rows between the title and the status line. */
    List<String> log() {
        List<String> all = frame();
        return all.subList(1, all.size() - 2).stream()
                .filter(row -> !row.isBlank())
                .toList();
    }

    String title() {
        return frame().getFirst();
    }

    String status() {
        return frame().get(rows - 2);
    }

    String input() {
        return frame().getLast();
    }

    @Override
    public void start(Consumer<TerminalEvent> receiver) {
        events = receiver;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void paint(Grid grid) {
        shown = grid;
    }

    @Override
    public void mouse(boolean on) {
        mouse = on;
    }

    @Override
    public void forget() {
        forgotten++;
    }

    @Override
    public void suspend() {}

    @Override
    public void askBackground() {
        backgroundAsked = true;
    }

    @Override
    public void title(String title) {
        titles.add(title);
    }

    @Override
    public void alert(Alert alert) {
        alerts.add(alert);
    }

    @Override
    public void close() {
        closed = true;
    }
}
