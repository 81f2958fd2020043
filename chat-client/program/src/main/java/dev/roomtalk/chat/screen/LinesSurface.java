package dev.roomtalk.chat.screen;

import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatDisplay;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.OutboxState;
import dev.roomtalk.chat.session.Questions;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ConnectionStatus;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A chat that is shown line by line on a {@link Screen}, whose keyboard is read by a thread of its own. */
public final class LinesSurface implements ChatSurface {
    /** For the countdown in the status line. */
    private static final Duration TICK = Duration.ofMillis(500);

    private static final long READER_END_MILLIS = 200;

    private final Screen screen;
    private final LineRenderer lines;
    private final ChatView view;
    private volatile @Nullable Thread reader;

    public LinesSurface(Screen screen, LineRenderer lines, Supplier<ConnectionStatus> connection) {
        this.screen = screen;
        this.lines = lines;
        this.view = new ChatView(screen, lines, connection);
    }

    @Override
    public ChatDisplay display() {
        return view;
    }

    @Override
    public Questions questions() {
        return screen;
    }

    @Override
    public HistoryScroll history(ChatClient client, ChatState state, Answers answers) {
        return new HistoryView(client, screen, view, state, lines, answers);
    }

    @Override
    public void begin(Suggestions suggestions, Executor ui, Consumer<Input> typed) {
        Thread keyboard = new Thread(() -> read(suggestions, ui, typed), "chat-keyboard");
        keyboard.setDaemon(true);
        keyboard.start();
        reader = keyboard;
    }

    private void read(Suggestions suggestions, Executor ui, Consumer<Input> typed) {
        try {
            screen.read(suggestions, input -> ui.execute(() -> typed.accept(input)));
        } catch (RuntimeException | Error e) {
            // The UI thread fails with it.
            ui.execute(() -> {
                throw e;
            });
        }
    }

    @Override
    public Duration draw(ChatState state, OutboxState outbox) {
        view.draw(state, outbox);
        return TICK;
    }

    @Override
    public void leave() {
        screen.leave();
        Thread keyboard = reader;
        if (keyboard != null) {
            keyboard.interrupt();
            try {
                keyboard.join(READER_END_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
