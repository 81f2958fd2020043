package dev.roomtalk.chat.settings;

import dev.roomtalk.chat.tui.KeyNotation;
import dev.roomtalk.chat.tui.TerminalEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which key of the full screen does what. */
public final class KeyBindings {
    /** Nothing was set. */
    public static final KeyBindings DEFAULT = of(Configuration.NONE);

    private final Map<ScreenAction, TerminalEvent.Key> keys = new EnumMap<>(ScreenAction.class);

    private KeyBindings() {}

    static KeyBindings of(Configuration configuration) {
        KeyBindings bindings = new KeyBindings();
        for (ScreenAction action : ScreenAction.values()) {
            TerminalEvent.Key key = KeyNotation.parse(configuration.value(action));
            if (key != null) {
                bindings.keys.put(action, key);
            }
        }
        return bindings;
    }

    /** What a key does; null if it does nothing outside of the line that is typed. */
    public @Nullable ScreenAction action(TerminalEvent.Key key) {
        return keys.entrySet().stream()
                .filter(binding -> binding.getValue().equals(key))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** The key of an action as it is written; empty if it has none. */
    public String key(ScreenAction action) {
        TerminalEvent.Key key = keys.get(action);
        return key == null ? "" : KeyNotation.of(key);
    }

    /** What is wrong with keys that have two actions, a sentence for each. */
    static List<String> conflicts(Configuration configuration) {
        if (Stream.of(ScreenAction.values()).noneMatch(action -> configuration.given(action.key()) != null)) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        Map<TerminalEvent.Key, ScreenAction> first = new HashMap<>();
        for (ScreenAction action : ScreenAction.values()) {
            TerminalEvent.Key key = KeyNotation.parse(configuration.value(action));
            ScreenAction other = key == null ? null : first.putIfAbsent(key, action);
            if (key != null && other != null) {
                // One of the two was given, because the defaults differ.
                problems.add(
                        configuration.given(action.key()) != null
                                ? conflict(configuration, action, key, other)
                                : conflict(configuration, other, key, action));
            }
        }
        return problems;
    }

    private static String conflict(
            Configuration configuration, ScreenAction action, TerminalEvent.Key key, ScreenAction other) {
        Configuration.Value given = Objects.requireNonNull(configuration.given(action.key()));
        return given.nameOf(action.key()) + ": " + KeyNotation.of(key) + " is the key of " + other.key()
                + " already; give that another key, or none";
    }
}
