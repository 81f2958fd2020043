package dev.roomtalk.chat.screen;

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

    private final List<Integer> colours;
    private final AttributedStyle problem;

    /** The colours that are in use, as indexes, by name; at most as many as there are. */
    private final Map<String, Integer> used = new HashMap<>();

    private Palette(List<Integer> colours, AttributedStyle problem) {
        this.colours = colours;
        this.problem = problem;
    }

    /** @param depth how many colours the terminal has; 0: use none */
    public static Palette of(int depth) {
        if (depth >= 256) {
            return new Palette(READABLE, AttributedStyle.BOLD.foreground(161));
        }
        return depth >= 8
                ? new Palette(BASIC, AttributedStyle.BOLD.foreground(AttributedStyle.RED))
                : new Palette(List.of(), AttributedStyle.BOLD);
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
        return problem;
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
