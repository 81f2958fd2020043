package dev.roomtalk.chat.tui;

/** What comes from a terminal. */
public sealed interface TerminalEvent {
    /**
     * A key that is not text.
     *
     * @param character of {@link KeyName#CHARACTER}, in lower case with Ctrl; 0 with any other name
     * @param modifiers {@link #SHIFT}, {@link #ALT} and {@link #CTRL}, added
     */
    record Key(KeyName name, int character, int modifiers) implements TerminalEvent {
        public static final int SHIFT = 1;
        public static final int ALT = 2;
        public static final int CTRL = 4;

        public static Key of(KeyName name) {
            return new Key(name, 0, 0);
        }

        public static Key of(KeyName name, int modifiers) {
            return new Key(name, 0, modifiers);
        }

        /** Ctrl and a lower-case character; a space for Ctrl-Space. */
        public static Key ctrl(char character) {
            return new Key(KeyName.CHARACTER, character, CTRL);
        }

        /** Alt and a character, as the character is typed without Alt. */
        public static Key alt(char character) {
            return new Key(KeyName.CHARACTER, character, ALT);
        }
    }

    /** Text that was typed: the characters that arrived together, most often one. */
    record Typed(String text) implements TerminalEvent {}

    /** A pasted block, whole; its line breaks are {@code \n}. */
    record Pasted(String text) implements TerminalEvent {}

    /** A pasted block was longer than {@link Decoder#MAX_PASTE_BYTES}, and was dropped. */
    record PasteRefused(long bytes) implements TerminalEvent {}

    /** The mouse, on a cell of the screen. */
    record Mouse(Kind kind, int row, int column) implements TerminalEvent {
        /** What it did; CLICK is the left button going down. */
        public enum Kind {
            CLICK,
            WHEEL_UP,
            WHEEL_DOWN
        }
    }

    /** The screen has another size. */
    record Resized(int rows, int columns) implements TerminalEvent {}

    /** Whether keys go to this terminal now. */
    record Focus(boolean here) implements TerminalEvent {}

    /** The terminal's own colour behind text, each part 0 to 255: the answer to a question that it may not answer. */
    record Background(int red, int green, int blue) implements TerminalEvent {}

    /** The program was stopped and goes on: the screen must be drawn anew. */
    record Resumed() implements TerminalEvent {}

    /** Somebody asks the program to stop for a while, as Ctrl-Z does: answer with {@link FullTerminal#suspend}. */
    record SuspendAsked() implements TerminalEvent {}

    /** The program was interrupted from outside (SIGINT), or its terminal is gone. */
    record Ended(boolean hangup) implements TerminalEvent {}
}
