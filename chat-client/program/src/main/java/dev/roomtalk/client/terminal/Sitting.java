package dev.roomtalk.client.terminal;

import dev.roomtalk.client.ChatException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sitting of a person at a screen. Two threads: the one that calls {@link #hold} is the UI thread and owns everything;
 * another reads the keyboard, and hands what was typed to {@link UiLoop}, as the session does with its events.
 */
final class Sitting {
    /** For what the status line counts down. */
    private static final Duration TICK = Duration.ofMillis(500);

    /** While a message is on its way: what is shown of it follows within this time. */
    private static final Duration QUICK_TICK = Duration.ofMillis(100);

    private static final long READER_END_MILLIS = 200;
    private static final long ABANDON_MILLIS = 1500;

    private final UiLoop ui;
    private final Screen screen;
    private final Conversation conversation;
    private final Outbox outbox;
    private final Entrance entrance;
    private final HistoryView history;
    private final Keyboard keyboard;

    /**
     * What a sitting came to.
     *
     * @param ended why the session ended; null: the person left
     * @param unanswered messages of which it is not known what became of them
     * @param failed messages that were neither sent again nor dropped
     */
    record Outcome(ChatException.@Nullable Reason ended, List<Outgoing> unanswered, List<Undelivered> failed) {}

    /**
     * @param password tried where a room needs one, before the person is asked
     * @param historyLines messages from before that are shown on entering a room
     */
    Sitting(
            Screen screen,
            Session session,
            UiLoop ui,
            Lines lines,
            InstantSource clock,
            @Nullable String password,
            int historyLines) {
        this.ui = ui;
        this.screen = screen;
        conversation = new Conversation(session::status, screen, lines, clock);
        Answers answers = new Answers(ui, refusal -> conversation.problem(refusal.sentence()));
        entrance = new Entrance(session, conversation, screen, answers, password, historyLines);
        history = new HistoryView(session, screen, conversation, lines, answers);
        outbox = new Outbox(session, clock, ui, conversation::problem);
        keyboard = new Keyboard(session, conversation, entrance, outbox, history, answers, clock, ui::stop);
    }

    /**
     * Stays until the person leaves or the session ends. The terminal is as it was before, then; also if this fails, and where
     * a signal ends the program.
     *
     * @param rooms joined at once
     * @param create those that do not exist are made
     * @param invitation to them; null: none
     * @param goodbye ends the session when a signal ends the program
     */
    Outcome hold(List<String> rooms, boolean create, @Nullable String invitation, Runnable goodbye)
            throws InterruptedException {
        Thread farewell = new Thread(() -> abandon(goodbye), "chat-farewell");
        Runtime.getRuntime().addShutdownHook(farewell);
        Completion completion = new Completion(conversation::names, () -> ui.execute(entrance::refreshRoomNames));
        Thread reader = new Thread(() -> read(completion), "chat-keyboard");
        reader.setDaemon(true);
        ui.execute(() -> begin(rooms, create, invitation));
        reader.start();
        try {
            ui.run(conversation::on, conversation::skipped, this::settle);
        } finally {
            screen.leave();
            reader.interrupt();
            reader.join(READER_END_MILLIS);
            removeHook(farewell);
        }
        return new Outcome(conversation.ended(), outbox.waiting(), outbox.failed());
    }

    private void begin(List<String> rooms, boolean create, @Nullable String invitation) {
        rooms.forEach(room -> entrance.joinBehind(room, invitation, create));
        if (rooms.isEmpty()) {
            conversation.notice("you are in no room yet: /join ROOM enters one, /rooms lists them, /help the rest");
        }
        entrance.refreshRoomNames();
    }

    private void read(Completion completion) {
        try {
            screen.read(completion, input -> ui.execute(() -> keyboard.on(input)));
        } catch (RuntimeException | Error e) {
            // It is the UI thread's to fail with.
            ui.execute(() -> {
                throw e;
            });
        }
    }

    private Duration settle() {
        if (conversation.ended() != null) {
            history.close();
        }
        history.settle();
        keyboard.settle();
        outbox.settle();
        conversation.settle(outbox.outstanding());
        if (conversation.ended() != null) {
            ui.stop();
        }
        return outbox.busy() ? QUICK_TICK : TICK;
    }

    /** A signal ends the program: a terminal that takes no more output must not hold it up. */
    private void abandon(Runnable goodbye) {
        Thread last = new Thread(
                () -> {
                    screen.leave();
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
            // It runs already: a signal ends the program.
        }
    }
}
