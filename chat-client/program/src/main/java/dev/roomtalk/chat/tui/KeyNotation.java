package dev.roomtalk.chat.tui;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How keys are written: {@code Ctrl-K}, {@code Alt-Up}, {@code F5}. */
public final class KeyNotation {
    private KeyNotation() {}

    /** The key that is written so, in capital or small letters; null if there is none. */
    public static TerminalEvent.@Nullable Key parse(String text) {
        String[] parts = text.split("-", -1);
        int modifiers = 0;
        for (int i = 0; i < parts.length - 1; i++) {
            int modifier =
                    switch (parts[i].toLowerCase(Locale.ROOT)) {
                        case "ctrl", "c" -> TerminalEvent.Key.CTRL;
                        case "alt", "meta", "m" -> TerminalEvent.Key.ALT;
                        case "shift", "s" -> TerminalEvent.Key.SHIFT;
                        default -> 0;
                    };
            if (modifier == 0 || (modifiers & modifier) != 0) {
                return null;
            }
            modifiers |= modifier;
        }
        String name = parts[parts.length - 1].toLowerCase(Locale.ROOT);
        if (name.equals("space") || name.codePointCount(0, name.length()) == 1) {
            // Without Ctrl and Alt it is text, which Shift is a part of.
            boolean key = modifiers != 0 && (modifiers & TerminalEvent.Key.SHIFT) == 0;
            return key
                    ? new TerminalEvent.Key(
                            KeyName.CHARACTER, name.equals("space") ? ' ' : name.codePointAt(0), modifiers)
                    : null;
        }
        for (KeyName one : KeyName.values()) {
            boolean named = one != KeyName.CHARACTER
                    && (word(one).equalsIgnoreCase(name) || (one == KeyName.ESCAPE && name.equals("escape")));
            if (named) {
                return TerminalEvent.Key.of(one, modifiers);
            }
        }
        return null;
    }

    /** How a key is written. */
    public static String of(TerminalEvent.Key key) {
        String name = key.name() != KeyName.CHARACTER
                ? word(key.name())
                : key.character() == ' '
                        ? "Space"
                        : Character.toString(key.character()).toUpperCase(Locale.ROOT);
        return ((key.modifiers() & TerminalEvent.Key.CTRL) != 0 ? "Ctrl-" : "")
                + ((key.modifiers() & TerminalEvent.Key.ALT) != 0 ? "Alt-" : "")
                + ((key.modifiers() & TerminalEvent.Key.SHIFT) != 0 ? "Shift-" : "")
                + name;
    }

    private static String word(KeyName name) {
        return switch (name) {
            case PAGE_UP -> "PageUp";
            case PAGE_DOWN -> "PageDown";
            case ESCAPE -> "Esc";
            default -> name.name().charAt(0) + name.name().substring(1).toLowerCase(Locale.ROOT);
        };
    }
}
