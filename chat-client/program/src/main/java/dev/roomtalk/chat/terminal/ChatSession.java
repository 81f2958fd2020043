package dev.roomtalk.chat.terminal;

import dev.roomtalk.chat.input.Completion;
import dev.roomtalk.chat.input.ConversationEntry;
import dev.roomtalk.chat.input.Keyboard;
import dev.roomtalk.chat.input.RoomEntry;
import dev.roomtalk.chat.notify.HookCommands;
import dev.roomtalk.chat.notify.Notifier;
import dev.roomtalk.chat.notify.QuietList;
import dev.roomtalk.chat.screen.ChatSurface;
import dev.roomtalk.chat.screen.HistoryScroll;
import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.FailedMessage;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.session.TypedMessage;
import dev.roomtalk.chat.session.UiLoop;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An interactive chat of a person at a screen. Two threads: the one that calls {@link #run} is the UI thread and owns
 * everything; the {@link ChatSurface} reads the keyboard on another and hands its input to {@link UiLoop}, as the
 * client does with its events.
 */
final class ChatSession {
    /** While a message is on its way, the screen is updated this often. */
    private static final Duration QUICK_TICK = Duration.ofMillis(100);

    private static final long ABANDON_MILLIS = 1500;

    private final UiLoop ui;
    private final HookCommands hooks;
    private final ChatSurface surface;
    private final ChatState state;
    private final ChatOutbox outbox;
    private final RoomEntry entry;
    private final ConversationEntry conversations;
    private final HistoryScroll history;
    private final Keyboard keyboard;
    private final Map<String, String> aliases;
    private final boolean typing;

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
            ChatSurface surface,
            ChatClient client,
            UiLoop ui,
            Mentions mentions,
            ZoneId zone,
            InstantSource clock,
            Preferences preferences,
            QuietList quiet,
            @Nullable String password,
            int historyLines) {
        this.ui = ui;
        this.aliases = preferences.aliases();
        this.typing = preferences.typing();
        this.surface = surface;
        hooks = new HookCommands(sentence -> ui.execute(() -> hookFailed(sentence)));
        state = new ChatState(surface.display(), mentions, zone, clock, new Notifier(preferences, quiet, hooks));
        Answers answers = new Answers(ui, refusal -> state.problem(refusal.sentence()));
        entry = new RoomEntry(client, state, surface.questions(), answers, password, historyLines);
        conversations = new ConversationEntry(client, state, entry, answers);
        history = surface.history(client, state, answers);
        outbox = new ChatOutbox(client, clock, ui, state::failed);
        keyboard = new Keyboard(client, answers, state, entry, outbox, history, preferences, ui::stop);
    }

    /** Shows these texts when the chat begins. */
    void notices(List<String> texts) {
        ui.execute(() -> state.items(texts));
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
        Completion completion = new Completion(state::names, () -> ui.execute(entry::refreshRoomNames), aliases);
        ui.execute(() -> begin(rooms, create, invitation));
        surface.begin(completion, ui, keyboard::on);
        try {
            ui.run(this::on, state::skipped, this::settle);
        } finally {
            surface.end();
            hooks.close();
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

    private void on(ChatEvent event) {
        if (event instanceof ChatEvent.Typing && !typing) {
            return;
        }
        state.on(event);
        conversations.on(event);
    }

    private void hookFailed(String sentence) {
        state.failed(sentence);
    }

    private Duration settle() {
        if (state.ended() != null) {
            history.close();
        }
        history.settle();
        keyboard.settle();
        outbox.settle();
        state.settle();
        conversations.settle();
        Duration wait = surface.draw(state, outbox.state());
        if (state.ended() != null) {
            ui.stop();
        }
        return outbox.busy() && wait.compareTo(QUICK_TICK) > 0 ? QUICK_TICK : wait;
    }

    /** A signal ends the program: a terminal that takes no more output must not hold it up. */
    private void abandon(Runnable goodbye) {
        Thread last = new Thread(
                () -> {
                    surface.leave();
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
