package dev.roomtalk.chat.notify;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What of a room a person is notified of. */
public enum NotifyLevel {
    /** Every message. */
    MESSAGES,
    /** Messages that mention the person. */
    MENTIONS,
    /** No message, also none that mentions the person: the room is muted. */
    NOTHING;

    /** As it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The level of that word; null if there is none. */
    public static @Nullable NotifyLevel of(String word) {
        return Arrays.stream(values())
                .filter(level -> level.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(NotifyLevel::word).toList();
    }
}
