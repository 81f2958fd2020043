package dev.roomtalk.chat.tui;

import org.jspecify.annotations.Nullable;

/**
 * Text in one style.
 *
 * @param link the address that a click on it opens, where the terminal can; null if there is none
 */
public record Span(String text, Style style, @Nullable String link) {
    public Span(String text, Style style) {
        this(text, style, null);
    }
}
