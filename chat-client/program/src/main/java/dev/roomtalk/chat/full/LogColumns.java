package dev.roomtalk.chat.full;

import dev.roomtalk.chat.settings.ScreenLayout;

/**
 * The columns of the log: {@code 12:03        alice │ text}.
 *
 * @param time columns of the time and the space after it; 0: it is left out
 * @param name columns of the names, which are aligned on the right
 * @param rule columns of the rule and the spaces around it; 0: the log is text alone, a name has a row of its own
 * @param text columns of the text
 */
record LogColumns(int time, int name, int rule, int text) {
    private static final int RULE = 3;

    private static final int MIN_FOR_TIME = 50;

    static LogColumns of(int columns, ScreenLayout layout) {
        int format = layout.time().columns();
        int time = columns >= MIN_FOR_TIME && format > 0 ? format + 1 : 0;
        int fit = columns >= 90 ? layout.nameColumns() : columns >= 60 ? 12 : Math.clamp(columns / 4, 3, 10);
        int name = Math.min(fit, layout.nameColumns());
        return new LogColumns(time, name, RULE, Math.clamp(columns - time - name - RULE, 1, layout.textColumns()));
    }

    /** Text alone, as wide as the screen. */
    static LogColumns textAlone(int columns) {
        return new LogColumns(0, 0, 0, Math.max(columns, 1));
    }

    boolean isTextAlone() {
        return rule == 0;
    }

    int total() {
        return time + name + rule + text;
    }
}
