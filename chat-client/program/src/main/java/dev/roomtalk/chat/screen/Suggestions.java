package dev.roomtalk.chat.screen;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Suggests how the word under the cursor could go on. Called on the keyboard's thread. */
public interface Suggestions {
    /**
     * A word that could stand there.
     *
     * @param shown how it is listed: without what the word repeats of the line
     * @param help what it does; empty if there is nothing to say
     * @param more whether something follows it, after a space
     */
    record Suggestion(String word, String shown, String help, boolean more) {
        public Suggestion(String word, String help, boolean more) {
            this(word, word, help, more);
        }
    }

    /**
     * How a command is used, while it is typed.
     *
     * @param parts its name and its arguments, such as {@code [DURATION]}
     * @param current the part that is typed now; {@code parts.size()} if that is none of them
     * @param help what the command does
     */
    record Usage(List<String> parts, int current, String help) {
        public Usage {
            parts = List.copyOf(parts);
        }
    }

    /** In the order in which they are offered. */
    List<Suggestion> suggest(TypedLine line);

    /** Null if the line is not a command that exists. */
    default @Nullable Usage usage(TypedLine line) {
        return null;
    }
}
