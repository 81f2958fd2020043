package dev.roomtalk.chat.full;

import dev.roomtalk.chat.settings.ScreenLayout;

/**
 * Where the parts of the full screen are. Columns and rows count from 0; what begins at {@code From} ends before {@code
 * To}. A low screen has no title, and a very low one nothing but what is being typed.
 *
 * @param roomsTo columns of the rooms on the left; 0 if they give way
 * @param peopleFrom where the people on the right begin; {@code columns} if they give way
 * @param titleRow -1 if there is none
 * @param statusRow -1 if there is none
 * @param layout what the person has set
 */
record Regions(
        int rows,
        int columns,
        int roomsTo,
        int logFrom,
        int logTo,
        int peopleFrom,
        int titleRow,
        int logTop,
        int logBottom,
        int statusRow,
        int inputTop,
        ScreenLayout layout) {
    /** On a narrower screen rooms and people give way. */
    static final int MIN_FOR_PANES = 100;

    private static final int WIDE = 140;
    private static final int PANE = 18;
    private static final int WIDE_PANE = 24;
    private static final int MIN_FOR_TITLE = 6;
    private static final int MIN_FOR_STATUS = 3;

    /** @param wantedInput rows that what is being typed would fill; it gets a third of the screen at most */
    static Regions of(int rows, int columns, int wantedInput, ScreenLayout layout) {
        int pane = columns >= WIDE ? WIDE_PANE : columns >= MIN_FOR_PANES ? PANE : 0;
        int left = layout.rooms() ? pane : 0;
        int right = layout.people() ? pane : 0;
        int input = Math.clamp(wantedInput, 1, Math.max(rows / 3, 1));
        int inputTop = rows - input;
        int status = rows >= MIN_FOR_STATUS ? inputTop - 1 : -1;
        int title = rows >= MIN_FOR_TITLE ? 0 : -1;
        // Beside each pane stands a rule.
        return new Regions(
                rows,
                columns,
                left,
                left == 0 ? 0 : left + 1,
                right == 0 ? columns : columns - right - 1,
                columns - right,
                title,
                title + 1,
                Math.max(status < 0 ? inputTop : status, title + 1),
                status,
                inputTop,
                layout);
    }

    boolean roomsPane() {
        return roomsTo > 0;
    }

    boolean peoplePane() {
        return peopleFrom < columns;
    }

    int logHeight() {
        return logBottom - logTop;
    }

    int logWidth() {
        return logTo - logFrom;
    }

    int inputRows() {
        return rows - inputTop;
    }

    LogColumns logColumns() {
        return LogColumns.of(logWidth(), layout);
    }
}
