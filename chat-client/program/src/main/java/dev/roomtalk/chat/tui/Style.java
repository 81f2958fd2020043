package dev.roomtalk.chat.tui;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How text looks. */
public record Style(
        Ink foreground, Ink background, boolean bold, boolean dim, boolean italic, boolean underline, boolean reverse) {
    /** As the terminal shows text that nothing is said of. */
    public static final Style PLAIN = new Style(Ink.DEFAULT, Ink.DEFAULT, false, false, false, false, false);

    // Written out, as in Cluster.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Style style
                && bold == style.bold
                && dim == style.dim
                && italic == style.italic
                && underline == style.underline
                && reverse == style.reverse
                && Objects.equals(foreground, style.foreground)
                && Objects.equals(background, style.background);
    }

    @Override
    public int hashCode() {
        return (31 * foreground.hashCode() + background.hashCode()) * 2 + (bold ? 1 : 0);
    }

    public Style withForeground(Ink ink) {
        return new Style(ink, background, bold, dim, italic, underline, reverse);
    }

    public Style withBackground(Ink ink) {
        return new Style(foreground, ink, bold, dim, italic, underline, reverse);
    }

    public Style withBold() {
        return new Style(foreground, background, true, dim, italic, underline, reverse);
    }

    public Style withDim() {
        return new Style(foreground, background, bold, true, italic, underline, reverse);
    }

    public Style withItalic() {
        return new Style(foreground, background, bold, dim, true, underline, reverse);
    }

    public Style withUnderline() {
        return new Style(foreground, background, bold, dim, italic, true, reverse);
    }

    public Style withReverse() {
        return new Style(foreground, background, bold, dim, italic, underline, true);
    }
}
