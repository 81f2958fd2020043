package dev.roomtalk.chat.tui;

import java.util.Locale;
import java.util.Map;

/**
 * What a terminal can do, as its name and its environment say. Nothing is asked of the terminal: answers may come late
 * or never.
 *
 * @param colours 0 for none; 8, 16, 256, or {@link #ALL_COLOURS}
 * @param commands whether it understands operating system commands, or at least is not confused by them: links, titles,
 *     notifications
 * @param notifiesWithTitle whether it takes notifications with OSC 777 rather than with OSC 9
 */
public record TerminalTraits(int colours, boolean commands, boolean notifiesWithTitle) {
    /** Any colour by its red, green and blue. */
    public static final int ALL_COLOURS = 1 << 24;

    /** Of the terminal with this environment. NO_COLOR asks for none (no-color.org). */
    public static TerminalTraits of(Map<String, String> environment) {
        String type = environment.getOrDefault("TERM", "").toLowerCase(Locale.ROOT);
        boolean console = type.equals("linux") || type.startsWith("vt") || type.startsWith("cons");
        boolean titles = environment.containsKey("VTE_VERSION") || type.startsWith("rxvt") || type.startsWith("foot");
        return new TerminalTraits(colours(environment, type), !console, titles);
    }

    private static int colours(Map<String, String> environment, String type) {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return 0;
        }
        String named = environment.getOrDefault("COLORTERM", "").toLowerCase(Locale.ROOT);
        if (named.equals("truecolor") || named.equals("24bit") || type.endsWith("direct")) {
            return ALL_COLOURS;
        }
        if (type.contains("256color") || type.contains("kitty") || type.contains("alacritty")) {
            return 256;
        }
        if (type.startsWith("vt")) {
            return 0;
        }
        return type.equals("linux") || type.equals("screen") || type.equals("tmux") ? 8 : 16;
    }
}
