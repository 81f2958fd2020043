package dev.roomtalk.chat.tui;

/** A colour of letters or of what is behind them. The {@link Painter} replaces what a terminal does not have. */
public sealed interface Ink {
    /** The terminal's own colour. */
    Ink DEFAULT = new Default();

    /** The terminal's own colour. */
    record Default() implements Ink {}

    /** A colour of the terminal's table, 0 to 255; those below 16 look as the person has configured them. */
    record Indexed(int index) implements Ink {
        public Indexed {
            if (index < 0 || index > 255) {
                throw new IllegalArgumentException("no colour " + index);
            }
        }
    }

    /** A colour by its parts, 0 to 255 each. */
    record Rgb(int red, int green, int blue) implements Ink {
        public Rgb {
            if (((red | green | blue) & ~0xFF) != 0) {
                throw new IllegalArgumentException("no colour " + red + ", " + green + ", " + blue);
            }
        }
    }

    static Ink indexed(int index) {
        return new Indexed(index);
    }

    static Ink rgb(int red, int green, int blue) {
        return new Rgb(red, green, blue);
    }
}
