package dev.roomtalk.chat.settings;

/**
 * What a person has set for the full screen.
 *
 * @param windowTitle whether the title of the window names the room, and counts what is unread
 * @param alwaysAlert whether the person is notified also while the terminal has the focus
 */
public record ScreenPreferences(boolean windowTitle, boolean alwaysAlert) {
    static ScreenPreferences of(Configuration configuration) {
        return new ScreenPreferences(
                configuration.value(Setting.WINDOW_TITLE).equals("true"),
                configuration.value(Setting.ALERTS).equals("always"));
    }
}
