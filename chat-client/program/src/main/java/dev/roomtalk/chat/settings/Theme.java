package dev.roomtalk.chat.settings;

import java.util.Locale;

/** A set of colours. */
public enum Theme {
    /** {@link #DARK} or {@link #LIGHT} as the terminal answers; until then colours that can be read on both. */
    AUTO,
    DARK,
    LIGHT,
    /** The terminal's own 16 colours. */
    SIXTEEN,
    NONE;

    static Theme of(String word) {
        return word.equals("16") ? SIXTEEN : valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The theme for a terminal with that background, each part 0 to 255. */
    public static Theme on(int red, int green, int blue) {
        // The weights of ITU-R BT.601.
        return 299 * red + 587 * green + 114 * blue > 127_500 ? LIGHT : DARK;
    }
}
