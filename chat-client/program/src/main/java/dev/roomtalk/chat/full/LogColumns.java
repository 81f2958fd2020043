package dev.roomtalk.chat.full;

/**
 * The columns of the log: {@code 12:03        alice │ text}.
 *
 * @param time columns of the time and the space after it; 0: it is left out
 * @param name columns of the names, which are aligned on the right
 * @param rule columns of the rule and the spaces around it; 0: the log is text alone, a name has a row of its own
 * @param text columns of the text
 */
record LogColumns(int time, int name, int rule, int text) {
    /** A wider text is hard to read. */
    static final int MAX_TEXT = 100;

    private static final int RULE = 3;

    private static final int TIME = 6;
    private static final int MIN_FOR_TIME = 50;

    static LogColumns of(int columns) {
        int time = columns >= MIN_FOR_TIME ? TIME : 0;
        int name = columns >= 90 ? 16 : columns >= 60 ? 12 : Math.clamp(columns / 4, 3, 10);
        return new LogColumns(time, name, RULE, Math.clamp(columns - time - name - RULE, 1, MAX_TEXT));
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
