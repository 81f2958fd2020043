package dev.roomtalk.chat.tui;

import java.util.function.Consumer;

/** The characters of UTF-8 as they are typed, however their bytes are cut. */
final class TypedText {
    private static final int REPLACEMENT = 0xFFFD;

    private final Consumer<TerminalEvent> events;
    private final StringBuilder typed = new StringBuilder();
    private int missing;
    private int character;
    private int least;
    private boolean alt;

    TypedText(Consumer<TerminalEvent> events) {
        this.events = events;
    }

    /** Whether a part of a character has come. */
    boolean incomplete() {
        return missing > 0;
    }

    /** Takes a byte that is no control character. */
    void add(int b) {
        if (missing > 0 && (b & 0xC0) == 0x80) {
            character = character << 6 | (b & 0x3F);
            if (--missing == 0) {
                boolean valid = character >= least
                        && character <= Character.MAX_CODE_POINT
                        && !(character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE);
                append(valid ? character : REPLACEMENT);
            }
            return;
        }
        drop();
        if (b < 0x80) {
            append(b);
        } else if (b >= 0xC2 && b <= 0xF4) {
            missing = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
            character = b & (0x3F >> missing);
            least = b < 0xE0 ? 0x80 : b < 0xF0 ? 0x800 : 0x10000;
        } else {
            append(REPLACEMENT);
        }
    }

    /** Takes the first byte of a character that is typed with Alt. */
    void addWithAlt(int b) {
        flush();
        alt = true;
        add(b);
    }

    private void append(int c) {
        if (alt) {
            alt = false;
            events.accept(new TerminalEvent.Key(KeyName.CHARACTER, c, TerminalEvent.Key.ALT));
        } else {
            typed.appendCodePoint(c);
        }
    }

    /** The rest of a character will not come. */
    private void drop() {
        if (missing > 0) {
            missing = 0;
            append(REPLACEMENT);
        }
    }

    /** Reports what is complete. */
    void flush() {
        if (!typed.isEmpty()) {
            String text = typed.toString();
            typed.setLength(0);
            events.accept(new TerminalEvent.Typed(text));
        }
    }

    /** Reports all, because something else follows. */
    void end() {
        drop();
        flush();
    }
}
