package dev.roomtalk.chat.session;

import dev.roomtalk.chat.notify.Alert;
import dev.roomtalk.client.ChatEvent;
import org.jspecify.annotations.Nullable;

/** Where the lines of the chat are shown. Called on the UI thread. */
public interface ChatDisplay {
    /** Shows a line below those that are there. */
    void print(ChatLine line);

    /**
     * A message of a room was edited or removed, among its lines too. False if what this display has shown does not
     * change: then a line says it.
     */
    default boolean change(ChatRoom room, ChatEvent.Message change) {
        return false;
    }

    /**
     * Shows a room in the place of another: its last lines, those that are new marked.
     *
     * @param before the room that was shown; null if there was none
     */
    void show(ChatRoom room, @Nullable ChatRoom before);

    /**
     * Shows a line of what a command answers, apart from the conversation. False if this display has no place for it:
     * then it is put into the conversation.
     */
    default boolean answer(ChatLine line) {
        return false;
    }

    /** No room is shown any longer. */
    void showNoRoom();

    /** The person is to be notified of a message, by what this display has for it. */
    default void alert(Alert alert) {}

    /** Shows text alone, for the mouse to select. False if this display has nothing but text. */
    default boolean copy() {
        return false;
    }

    /** Removes all lines. */
    void clear();
}
