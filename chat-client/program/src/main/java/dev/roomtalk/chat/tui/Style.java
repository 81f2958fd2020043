package dev.roomtalk.chat.tui;

/** How text looks. */
public record Style(
        Ink foreground, Ink background, boolean bold, boolean dim, boolean italic, boolean underline, boolean reverse) {
    /** As the terminal shows text that nothing is said of. */
    public static final Style PLAIN = new Style(Ink.DEFAULT, Ink.DEFAULT, false, false, false, false, false);

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
