package dev.roomtalk.chat.settings;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A key of the client's configuration that is not about one command, and is not of a profile or an alias. */
public sealed interface ConfigurationKey permits Setting, ScreenAction, ColouredPart {
    /** The name in the file. */
    String key();

    /** The form of its value. */
    String form();

    /** The value where none is given; empty where there is none, or it depends on the machine. */
    String defaultValue();

    String meaning();

    /** What is wrong with a value; null if it is right. */
    @Nullable
    String wrong(String value);

    /** Whether {@code #} may be part of the value, so that no comment may stand behind it. */
    boolean isText();

    /** Whether it is about the connection: a profile may have a value of its own, and commands have it as a flag. */
    default boolean isOfConnection() {
        return false;
    }

    /** All of them, in the order in which they are listed. */
    static List<ConfigurationKey> all() {
        List<ConfigurationKey> all = new ArrayList<>(List.of(Setting.values()));
        all.addAll(List.of(ColouredPart.values()));
        all.addAll(List.of(ScreenAction.values()));
        return all;
    }

    /** The one of that name; null if there is none. */
    static @Nullable ConfigurationKey named(String key) {
        for (ConfigurationKey one : all()) {
            if (one.key().equals(key)) {
                return one;
            }
        }
        return null;
    }
}
