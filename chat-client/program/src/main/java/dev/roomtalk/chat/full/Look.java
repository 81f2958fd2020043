package dev.roomtalk.chat.full;

import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.settings.ColouredPart;
import dev.roomtalk.chat.tui.Ink;
import dev.roomtalk.chat.tui.Style;
import java.util.Map;

/** The styles of the full screen. Confined to the UI thread. */
final class Look {
    static final Style PLAIN = Style.PLAIN;
    static final Style DIM = Style.PLAIN.withDim();
    static final Style BOLD = Style.PLAIN.withBold();
    static final Style BAR = Style.PLAIN.withReverse();
    static final Style BOLD_BAR = Style.PLAIN.withReverse().withBold();
    static final Style FOUND = Style.PLAIN.withBold().withUnderline();

    private final Map<ColouredPart, Ink> own;
    private Palette palette;

    /** @param own colours that are other than the palette's */
    Look(Palette palette, Map<ColouredPart, Ink> own) {
        this.palette = palette;
        this.own = own;
    }

    /** The next frame has these colours. */
    void use(Palette other) {
        palette = other;
    }

    Style name(String name) {
        int colour = palette.ofName(name);
        return colour < 0 ? PLAIN : PLAIN.withForeground(Ink.indexed(colour));
    }

    /** Of the mark before what went wrong, and of rooms with a mention. */
    Style alarm() {
        return inked(BOLD, ColouredPart.ALARM, palette.alarm());
    }

    /** Of {@code code} in a text. */
    Style code(Style base) {
        return palette.coloured() ? inked(base, ColouredPart.CODE, palette.code()) : base.withBold();
    }

    /** Of the text of a message that mentions the person. */
    Style mention() {
        return inked(BOLD, ColouredPart.MENTION, -1);
    }

    /** Of the name of the person. */
    Style own(Style name) {
        return inked(name.withBold(), ColouredPart.OWN, -1);
    }

    /** @param colour where the person has set none; -1: as it is */
    private Style inked(Style style, ColouredPart part, int colour) {
        Ink ink = own.get(part);
        return ink != null ? style.withForeground(ink) : colour < 0 ? style : style.withForeground(Ink.indexed(colour));
    }
}
