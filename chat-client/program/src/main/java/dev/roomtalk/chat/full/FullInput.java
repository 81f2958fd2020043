package dev.roomtalk.chat.full;

import dev.roomtalk.chat.screen.HistoryView;
import dev.roomtalk.chat.screen.Input;
import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatRooms;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.settings.KeyBindings;
import dev.roomtalk.chat.settings.ScreenAction;
import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.chat.tui.TerminalEvent;
import dev.roomtalk.client.Search;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What keys and clicks do on the full screen. Confined to the UI thread. */
final class FullInput {
    private static final int WHEEL_ROWS = 3;

    private final CellScreen screen;
    private final ChatState chat;
    private final Panel panel;
    private final Composer composer;
    private final Scrollback scrollback;
    private final KeyBindings bindings;
    private final Consumer<Input> typed;
    private List<FrameLayout.Target> targets = List.of();
    private @Nullable QuickSwitch quick;
    private boolean copying;

    /** @param typed takes what the person does */
    FullInput(
            CellScreen screen,
            ChatState chat,
            Panel panel,
            Composer composer,
            Scrollback scrollback,
            KeyBindings bindings,
            Consumer<Input> typed) {
        this.screen = screen;
        this.chat = chat;
        this.panel = panel;
        this.composer = composer;
        this.scrollback = scrollback;
        this.bindings = bindings;
        this.typed = typed;
    }

    /** What can be clicked on the frame that is shown. */
    void targets(List<FrameLayout.Target> shown) {
        targets = shown;
    }

    /** The list of rooms that Ctrl-K has opened; null if it is not open. */
    @Nullable
    QuickSwitch quick() {
        return quick;
    }

    /** Whether text alone is shown. */
    boolean copying() {
        return copying;
    }

    /** Shows text alone, which does not move, and leaves the mouse to the terminal: or ends that. */
    void copy(boolean on) {
        if (on != copying && (!on || scrollback.hold())) {
            copying = on;
            screen.mouse(!on);
            if (!on) {
                scrollback.release();
            }
        }
    }

    /** False if the key, which ends the copy mode then, means what it always means. */
    private boolean copies(TerminalEvent.Key key) {
        boolean control = key.equals(TerminalEvent.Key.ctrl('c'));
        if (key.name() == KeyName.ESCAPE || control || bindings.action(key) == ScreenAction.COPY) {
            copy(false);
            return true;
        }
        HistoryView.Move move =
                switch (key.name()) {
                    case UP -> HistoryView.Move.LINE_UP;
                    case DOWN -> HistoryView.Move.LINE_DOWN;
                    case PAGE_UP -> HistoryView.Move.PAGE_UP;
                    case PAGE_DOWN -> HistoryView.Move.PAGE_DOWN;
                    default -> null;
                };
        if (move == null || key.modifiers() != 0) {
            copy(false);
            return false;
        }
        scrollback.on(move);
        return true;
    }

    /** The person has done something at the line that is typed. */
    void done(Input input) {
        boolean message = input instanceof Input.Block
                || (input instanceof Input.Line(String text) && (!text.startsWith("/") || text.startsWith("//")));
        if (message || input instanceof Input.Line) {
            panel.clear();
        }
        if (message) {
            scrollback.on(HistoryView.Move.CLOSE);
        }
        typed.accept(input);
    }

    void on(TerminalEvent event) {
        switch (event) {
            case TerminalEvent.Resized _, TerminalEvent.Resumed _ -> screen.forget();
            case TerminalEvent.SuspendAsked _ -> screen.suspend();
            case TerminalEvent.Ended(boolean hangup) -> typed.accept(hangup ? new Input.Gone() : new Input.End());
            case TerminalEvent.Focus _, TerminalEvent.Background _ -> {}
            case TerminalEvent.PasteRefused(long bytes) ->
                panel.add(new ChatLine.Problem(
                        chat.now(), "not pasted: " + (bytes >> 10) + " KB are too much at once; 1 MB is the most"));
            case TerminalEvent.Mouse mouse -> mouse(mouse);
            case TerminalEvent.Key key -> key(key);
            case TerminalEvent.Typed _, TerminalEvent.Pasted _ -> {
                copy(false);
                text(event);
            }
        }
    }

    private void mouse(TerminalEvent.Mouse mouse) {
        switch (mouse.kind()) {
            case WHEEL_UP -> wheel(-WHEEL_ROWS, HistoryView.Move.WHEEL_UP);
            case WHEEL_DOWN -> wheel(WHEEL_ROWS, HistoryView.Move.WHEEL_DOWN);
            case CLICK ->
                targets.stream()
                        .filter(target -> target.row() == mouse.row() && mouse.column() < target.endColumn())
                        .findFirst()
                        .ifPresent(target -> chat.show(target.room()));
        }
    }

    private void wheel(int panelRows, HistoryView.Move move) {
        if (panel.scrolls()) {
            panel.scroll(panelRows);
        } else {
            scrollback.on(move);
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
        open.on(event).ifPresent(chat::show);
        if (open.done()) {
            quick = null;
        }
    }

    private void key(TerminalEvent.Key key) {
        ScreenAction action = bindings.action(key);
        if (action == ScreenAction.REDRAW || action == ScreenAction.SUSPEND) {
            run(action);
        } else if (copying && copies(key)) {
            return;
        } else if (quick != null || composer.asks() || !shortcut(key, action)) {
            boolean used = text(key);
            if (!used && key.name() == KeyName.CHARACTER && key.modifiers() == TerminalEvent.Key.ALT) {
                // Esc, and a character right after it.
                key(TerminalEvent.Key.of(KeyName.ESCAPE));
                text(new TerminalEvent.Typed(Character.toString(key.character())));
            }
        }
    }

    /** Whether the key means something outside of what is being typed. */
    private boolean shortcut(TerminalEvent.Key key, @Nullable ScreenAction action) {
        int alt = key.modifiers() == TerminalEvent.Key.ALT ? key.character() : 0;
        if (action != null) {
            run(action);
        } else if (alt >= '1' && alt <= '9') {
            typed.accept(new Input.RoomKey(alt - '0'));
        } else if (key.modifiers() == 0) {
            return plain(key.name());
        } else {
            return false;
        }
        return true;
    }

    private void run(ScreenAction action) {
        switch (action) {
            case COPY -> copy(true);
            case QUICK_SWITCH -> quick = new QuickSwitch(chat.rooms());
            case NEXT_ACTIVITY -> typed.accept(new Input.ActivityKey());
            case ROOM_BEFORE -> step(-1);
            case ROOM_AFTER -> step(1);
            case EARLIER -> page(-panel.page(), HistoryView.Move.PAGE_UP);
            case LATER -> page(panel.page(), HistoryView.Move.PAGE_DOWN);
            case SEND_AGAIN -> typed.accept(new Input.AgainKey());
            case REDRAW -> screen.forget();
            case SUSPEND -> screen.suspend();
        }
    }

    private boolean plain(KeyName name) {
        switch (name) {
            case UP, DOWN -> {
                return choosesHit() && panel.choose(name == KeyName.UP ? -1 : 1);
            }
            case ENTER -> {
                Search.Hit hit = choosesHit() ? panel.chosen() : null;
                return hit != null && jump(hit);
            }
            case ESCAPE -> {
                boolean editing = !composer.editor().candidates().isEmpty()
                        || composer.editor().searching() != null;
                if (editing || (!panel.isOpen() && !scrollback.isOpen())) {
                    return false;
                }
                if (panel.isOpen()) {
                    panel.clear();
                } else {
                    scrollback.on(HistoryView.Move.CLOSE);
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
        chat.rooms()
                .find(hit.room())
                .filter(ChatRoom::joined)
                .ifPresentOrElse(
                        room -> {
                            panel.clear();
                            chat.show(room);
                            scrollback.jump(hit.message().sequence());
                        },
                        () -> chat.problem("you are not in " + hit.room() + "; /join " + hit.room() + " enters it"));
        return true;
    }

    private void page(int panelRows, HistoryView.Move move) {
        if (panel.scrolls()) {
            panel.scroll(panelRows);
        } else {
            scrollback.on(move);
        }
    }

    /** Shows the room before or after this one, in the order of their numbers. */
    private void step(int by) {
        ChatRoom shown = chat.rooms().shown();
        if (shown != null) {
            ChatRooms rooms = chat.rooms();
            int number =
                    Math.floorMod(rooms.numberOf(shown) - 1 + by, rooms.all().size()) + 1;
            rooms.number(number).ifPresent(chat::show);
        }
    }
}
