package dev.roomtalk.chat.settings;

import dev.roomtalk.chat.tui.Ink;
import java.util.Map;

/**
 * What a person has set for the full screen.
 *
 * @param windowTitle whether the title of the window names the room, and counts what is unread
 * @param alwaysAlert whether the person is notified also while the terminal has the focus
 * @param colours those that are other than the theme's
 */
public record ScreenPreferences(
        boolean windowTitle,
        boolean alwaysAlert,
        Theme theme,
        Map<ColouredPart, Ink> colours,
        ScreenLayout layout,
        KeyBindings keys) {
    public ScreenPreferences {
        colours = Map.copyOf(colours);
    }

    static ScreenPreferences of(Configuration configuration) {
        Theme theme = Theme.of(configuration.value(Setting.THEME));
        return new ScreenPreferences(
                configuration.value(Setting.WINDOW_TITLE).equals("true"),
                configuration.value(Setting.ALERTS).equals("always"),
                theme,
                theme == Theme.NONE ? Map.of() : ColouredPart.of(configuration),
                ScreenLayout.of(configuration),
                KeyBindings.of(configuration));
    }
}
