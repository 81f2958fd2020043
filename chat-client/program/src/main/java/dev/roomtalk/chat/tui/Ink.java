package dev.roomtalk.chat.tui;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A colour of letters or of what is behind them. The {@link Painter} replaces what a terminal does not have. */
public sealed interface Ink {
    /** The terminal's own colour. */
    Ink DEFAULT = new Default();

    /** The names of a terminal's first eight colours. */
    List<String> NAMES = List.of("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white");

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

    /** The colour that is written so: {@code red}, {@code bright-red}, {@code 161} or {@code #d7005f}; null if none. */
    static @Nullable Ink named(String text) {
        if (text.matches("#\\p{XDigit}{6}")) {
            int rgb = Integer.parseInt(text.substring(1), 16);
            return rgb(rgb >> 16, rgb >> 8 & 0xFF, rgb & 0xFF);
        }
        if (text.matches("\\d{1,3}") && Integer.parseInt(text) < 256) {
            return indexed(Integer.parseInt(text));
        }
        boolean bright = text.startsWith("bright-");
        int index = NAMES.indexOf(bright ? text.substring("bright-".length()) : text);
        return index < 0 ? null : indexed(index + (bright ? NAMES.size() : 0));
    }

    static Ink indexed(int index) {
        return new Indexed(index);
    }

    static Ink rgb(int red, int green, int blue) {
        return new Rgb(red, green, blue);
    }
}
