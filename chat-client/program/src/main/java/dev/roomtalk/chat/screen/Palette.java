package dev.roomtalk.chat.screen;

import dev.roomtalk.chat.settings.Theme;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jline.utils.AttributedStyle;

/**
 * The colours of names. A name prefers one colour, the same on every screen. Where another name on this screen has it
 * already, it gets the next that is free, as long as there is one. Confined to the UI thread.
 */
public final class Palette {
    /**
     * Of the 256 colours those that can be read on black and on white: a contrast of at least 3.9 (WCAG 2) with both.
     */
    static final List<Integer> READABLE =
            List.of(131, 130, 64, 28, 29, 30, 31, 27, 62, 97, 129, 133, 163, 162, 132, 161);

    /** Of the 8 colours those that can be read on black and on white. */
    static final List<Integer> BASIC =
            List.of(AttributedStyle.RED, AttributedStyle.GREEN, AttributedStyle.MAGENTA, AttributedStyle.CYAN);

    /** Of the 256 colours those that can be read best on dark and on light: a contrast of at least 5.5. */
    static final List<Integer> ON_DARK =
            List.of(203, 208, 178, 149, 77, 43, 80, 39, 75, 105, 141, 170, 212, 174, 215, 113);

    static final List<Integer> ON_LIGHT = List.of(124, 94, 58, 22, 23, 24, 25, 19, 55, 91, 90, 126, 125, 88, 57, 54);

    private final List<Integer> colours;
    private final int alarm;
    private final int code;

    /** The colours that are in use, as indexes, by name; at most as many as there are. */
    private final Map<String, Integer> used = new HashMap<>();

    private Palette(List<Integer> colours, int alarm, int code) {
        this.colours = colours;
        this.alarm = alarm;
        this.code = code;
    }

    /** @param depth how many colours the terminal has; 0: use none */
    public static Palette of(Theme theme, int depth) {
        return switch (theme) {
            case AUTO -> of(depth);
            case DARK -> depth >= 256 ? new Palette(ON_DARK, 203, 80) : of(depth);
            case LIGHT -> depth >= 256 ? new Palette(ON_LIGHT, 124, 23) : of(depth);
            case SIXTEEN -> of(Math.min(depth, 16));
            case NONE -> of(0);
        };
    }

    /** With colours that can be read on dark and on light. */
    public static Palette of(int depth) {
        if (depth >= 256) {
            return new Palette(READABLE, 161, 30);
        }
        return depth >= 8
                ? new Palette(BASIC, AttributedStyle.RED, AttributedStyle.CYAN)
                : new Palette(List.of(), -1, -1);
    }

    /** The colour of a name, an index into the terminal's table; -1: none, because colours are not used. */
    public int ofName(String name) {
        return colours.isEmpty() ? -1 : colour(name);
    }

    /** Whether colours are used. */
    public boolean coloured() {
        return !colours.isEmpty();
    }

    /** The style of a name. */
    AttributedStyle name(String name) {
        return colours.isEmpty() ? AttributedStyle.DEFAULT : AttributedStyle.DEFAULT.foreground(colour(name));
    }

    /** The style of the mark before what went wrong. */
    AttributedStyle problem() {
        return alarm < 0 ? AttributedStyle.BOLD : AttributedStyle.BOLD.foreground(alarm);
    }

    /** The colour of what went wrong; -1: none. */
    public int alarm() {
        return alarm;
    }

    /** The colour of code in a text; -1: none. */
    public int code() {
        return code;
    }

    private int colour(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        int preferred = Math.floorMod(mixed(key.hashCode()), colours.size());
        Integer given = used.get(key);
        if (given == null && used.size() < colours.size()) {
            given = preferred;
            while (used.containsValue(given)) {
                given = (given + 1) % colours.size();
            }
            used.put(key, given);
        }
        return colours.get(given == null ? preferred : given);
    }

    /** The finaliser of MurmurHash3: names that differ in one letter get colours far apart. */
    private static int mixed(int hash) {
        int h = hash;
        h = (h ^ (h >>> 16)) * 0x85EBCA6B;
        h = (h ^ (h >>> 13)) * 0xC2B2AE35;
        return h ^ (h >>> 16);
    }
}
