package dev.roomtalk.chat.screen;

import java.util.List;

/** Suggests how the word under the cursor could go on. Called on the keyboard's thread. */
public interface Suggestions {
    /**
     * A word that could stand there.
     *
     * @param help what it does; empty if there is nothing to say
     * @param more whether something follows it, after a space
     */
    record Suggestion(String word, String help, boolean more) {}

    List<Suggestion> suggest(TypedLine line);
}
