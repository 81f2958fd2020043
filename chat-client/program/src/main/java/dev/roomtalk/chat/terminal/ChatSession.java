package dev.roomtalk.chat.terminal;

import dev.roomtalk.chat.input.Completion;
import dev.roomtalk.chat.input.Keyboard;
import dev.roomtalk.chat.input.RoomEntry;
import dev.roomtalk.chat.notify.HookCommands;
import dev.roomtalk.chat.notify.Notifier;
import dev.roomtalk.chat.notify.QuietList;
import dev.roomtalk.chat.screen.ChatView;
import dev.roomtalk.chat.screen.HistoryView;
import dev.roomtalk.chat.screen.LineRenderer;
import dev.roomtalk.chat.screen.Screen;
import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.FailedMessage;
import dev.roomtalk.chat.session.TypedMessage;
import dev.roomtalk.chat.session.UiLoop;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An interactive chat of a person at a screen. Two threads: the one that calls {@link #run} is the UI thread and owns
 * everything; another reads the keyboard and hands its input to {@link UiLoop}, as the client does with its events.
 */
final class ChatSession {
    /** For the countdown in the status line. */
    private static final Duration TICK = Duration.ofMillis(500);

    /** While a message is on its way, the screen is updated this often. */
    private static final Duration QUICK_TICK = Duration.ofMillis(100);

    private static final long READER_END_MILLIS = 200;
    private static final long ABANDON_MILLIS = 1500;

    private final UiLoop ui;
    private final Screen screen;
    private final HookCommands hooks;
    private final ChatState state;
    private final ChatView view;
    private final ChatOutbox outbox;
    private final RoomEntry entry;
    private final HistoryView history;
    private final Keyboard keyboard;

    /**
     * How a chat ended.
     *
     * @param ended why the session ended; null if the person left
     * @param unanswered messages that have no answer
     * @param failed messages that were neither sent again nor dropped
     */
    record Outcome(ChatException.@Nullable Reason ended, List<TypedMessage> unanswered, List<FailedMessage> failed) {}

    /**
     * @param password tried where a room needs one, before the person is asked
     * @param historyLines earlier messages that are shown on entering a room
     */
    ChatSession(
            Screen screen,
            ChatClient client,
            UiLoop ui,
            LineRenderer lines,
            InstantSource clock,
            Preferences preferences,
            QuietList quiet,
            @Nullable String password,
            int historyLines) {
        this.ui = ui;
        this.screen = screen;
        view = new ChatView(screen, lines, client::status);
        hooks = new HookCommands(sentence -> ui.execute(() -> hookFailed(sentence)));
        state = new ChatState(view, lines.mentions(), lines.zone(), clock, new Notifier(preferences, quiet, hooks));
        Answers answers = new Answers(ui, refusal -> state.problem(refusal.sentence()));
        entry = new RoomEntry(client, state, screen, answers, password, historyLines);
        history = new HistoryView(client, screen, view, state.rooms(), lines, answers);
        outbox = new ChatOutbox(client, clock, ui, state::problem);
        keyboard = new Keyboard(client, answers, state, entry, outbox, history, preferences, ui::stop);
    }

    /**
     * Runs until the person leaves or the session ends. Afterwards the terminal is as it was before; also if this
     * fails, or a signal ends the program.
     *
     * @param rooms entered at once
     * @param create makes those that do not exist
     * @param invitation to them; null if there is none
     * @param goodbye ends the session when a signal ends the program
     */
    Outcome run(List<String> rooms, boolean create, @Nullable String invitation, Runnable goodbye)
            throws InterruptedException {
        Thread farewell = new Thread(() -> abandon(goodbye), "chat-farewell");
        Runtime.getRuntime().addShutdownHook(farewell);
        Completion completion = new Completion(state::names, () -> ui.execute(entry::refreshRoomNames));
        Thread reader = new Thread(() -> read(completion), "chat-keyboard");
        reader.setDaemon(true);
        ui.execute(() -> begin(rooms, create, invitation));
        reader.start();
        try {
            ui.run(state::on, state::skipped, this::settle);
        } finally {
            screen.leave();
            hooks.close();
            reader.interrupt();
            reader.join(READER_END_MILLIS);
            removeHook(farewell);
        }
        return new Outcome(state.ended(), outbox.waiting(), outbox.failed());
    }

    private void begin(List<String> rooms, boolean create, @Nullable String invitation) {
        entry.begin(rooms, invitation, create);
        if (rooms.isEmpty()) {
            state.notice("you are in no room yet: /join ROOM enters one, /rooms lists them, /help the rest");
        }
        entry.refreshRoomNames();
    }

    private void hookFailed(String sentence) {
        state.problem(sentence);
    }

    private void read(Completion completion) {
        try {
            screen.read(completion, input -> ui.execute(() -> keyboard.on(input)));
        } catch (RuntimeException | Error e) {
            // The UI thread fails with it.
            ui.execute(() -> {
                throw e;
            });
        }
    }

    private Duration settle() {
        if (state.ended() != null) {
            history.close();
        }
        history.settle();
        keyboard.settle();
        outbox.settle();
        state.settle();
        view.draw(state, outbox.state());
        if (state.ended() != null) {
            ui.stop();
        }
        return outbox.busy() ? QUICK_TICK : TICK;
    }

    /** A signal ends the program: a terminal that takes no more output must not hold it up. */
    private void abandon(Runnable goodbye) {
        Thread last = new Thread(
                () -> {
                    screen.leave();
                    hooks.close();
                    goodbye.run();
                },
                "chat-abandon");
        last.setDaemon(true);
        last.start();
        try {
            last.join(ABANDON_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running already: a signal ends the program.
        }
    }
}
