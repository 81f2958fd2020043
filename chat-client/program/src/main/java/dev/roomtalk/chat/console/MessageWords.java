package dev.roomtalk.chat.console;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.Search;
import org.jspecify.annotations.Nullable;

/** The words in which a message is shown. Their texts from outside are as they came. */
public final class MessageWords {
    private MessageWords() {}

    /**
     * What follows the author's name where both are one sentence: "waves", "removed a message". Null: it is something
     * to read, and {@link #text} says it.
     */
    public static @Nullable String sentence(ChatEvent.Message message) {
        if (message.removedBy() != null) {
            return null;
        }
        return switch (message.kind()) {
            case TEXT, REPLY -> null;
            case ACTION -> text(message);
            case REMOVAL -> "removed a message";
            case EDIT -> "edited a message" + (message.text().isEmpty() ? "" : ": " + message.text());
            case REACTION -> "reacted: " + message.text();
        };
    }

    /** What its author says; or who has removed it. */
    public static String text(ChatEvent.Message message) {
        return text(message.text(), message.changedBy(), message.removedBy());
    }

    /** What the author of a message that was found says; or who has removed it. */
    public static String text(Search.Message message) {
        return text(message.text(), message.changedBy(), message.removedBy());
    }

    private static String text(String text, long changedBy, @Nullable String removedBy) {
        if (removedBy != null) {
            return "(removed by " + removedBy + ")";
        }
        return changedBy == 0 ? text : text + " (edited)";
    }
}
