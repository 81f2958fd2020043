package dev.roomtalk.chat.screen;

import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatDisplay;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.OutboxState;
import dev.roomtalk.chat.session.Questions;
import dev.roomtalk.client.ChatClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * How an interactive chat is shown, and typed in: line by line, or on the whole screen. Confined to the UI thread,
 * except for {@link #leave}.
 */
public interface ChatSurface {
    ChatDisplay display();

    Questions questions();

    /** The earlier messages of the rooms. Called once, before {@link #begin}. */
    HistoryScroll history(ChatClient client, ChatState state, Answers answers);

    /**
     * Begins to read the keyboard.
     *
     * @param suggestions called on the thread that reads the keyboard, or on the UI thread
     * @param ui runs tasks on the UI thread
     * @param typed takes what the person does, on the UI thread
     */
    void begin(Suggestions suggestions, Executor ui, Consumer<Input> typed);

    /** Brings the screen up to date; returns after which time it is to be called again at the latest. */
    Duration draw(ChatState state, OutboxState outbox);

    /** The chat has ended: restores the terminal for good. */
    default void end() {
        leave();
    }

    /** Restores the terminal for good. From any thread; nothing is shown afterwards. */
    void leave();
}
