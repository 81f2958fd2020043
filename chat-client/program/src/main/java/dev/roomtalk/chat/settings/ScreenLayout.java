package dev.roomtalk.chat.settings;

/**
 * How the full screen is divided.
 *
 * @param nameColumns columns of the names; fewer on a narrow screen
 * @param textColumns columns of the texts at most
 * @param rooms whether the rooms stand on the left, where there is place
 * @param people whether the people stand on the right, where there is place
 * @param time how the time of a message is written
 */
public record ScreenLayout(int nameColumns, int textColumns, boolean rooms, boolean people, TimeFormat time) {
    /** Nothing was set. */
    public static final ScreenLayout DEFAULT = of(Configuration.NONE);

    static ScreenLayout of(Configuration configuration) {
        return new ScreenLayout(
                Integer.parseInt(configuration.value(Setting.NAME_COLUMNS)),
                Integer.parseInt(configuration.value(Setting.TEXT_COLUMNS)),
                configuration.value(Setting.ROOMS_PANE).equals("true"),
                configuration.value(Setting.PEOPLE_PANE).equals("true"),
                TimeFormat.of(configuration.value(Setting.TIME_FORMAT)));
    }
}
