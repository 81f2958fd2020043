package dev.roomtalk.chat.full;

import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.tui.Ink;
import dev.roomtalk.chat.tui.Style;

/** The styles of the full screen. Confined to the UI thread. */
final class Look {
    static final Style PLAIN = Style.PLAIN;
    static final Style DIM = Style.PLAIN.withDim();
    static final Style BOLD = Style.PLAIN.withBold();
    static final Style BAR = Style.PLAIN.withReverse();
    static final Style BOLD_BAR = Style.PLAIN.withReverse().withBold();
    static final Style FOUND = Style.PLAIN.withBold().withUnderline();
    private static final int RED = 1;
    private static final int CYAN = 6;

    private final Palette palette;

    Look(Palette palette) {
        this.palette = palette;
    }

    Style name(String name) {
        int colour = palette.ofName(name);
        return colour < 0 ? PLAIN : PLAIN.withForeground(Ink.indexed(colour));
    }

    /** Of the mark before what went wrong, and of rooms with a mention. */
    Style alarm() {
        return palette.coloured() ? BOLD.withForeground(Ink.indexed(RED)) : BOLD;
    }

    /** Of {@code code} in a text. */
    Style code(Style base) {
        return palette.coloured() ? base.withForeground(Ink.indexed(CYAN)) : base.withBold();
    }
}
