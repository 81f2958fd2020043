package dev.roomtalk.chat.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.impl.DefaultParser;

/**
 * What a person has set for the interactive client.
 *
 * @param aliases what stands for a name that is typed behind a slash, by the name in small letters
 * @param mentionWords words that mention the person, besides the name
 * @param level what of a room the person is notified of: {@code messages}, {@code mentions} or {@code nothing}
 * @param typing whether others are told that the person is writing, and the person that others are
 * @param bell whether the terminal's bell rings then
 * @param terminalNotifications whether the terminal is asked to show a notification then
 * @param screen what is set for the full screen
 * @param hooks commands to run, with their arguments; an event without one has an empty list
 */
public record Preferences(
        Map<String, String> aliases,
        List<String> mentionWords,
        String level,
        boolean typing,
        boolean bell,
        boolean terminalNotifications,
        ScreenPreferences screen,
        Hooks hooks) {
    /** Nothing was set. */
    public static final Preferences NONE = of(Configuration.NONE);

    /** Commands to run, each with its arguments; empty if there is none. */
    public record Hooks(
            List<String> mention, List<String> message, List<String> connected, List<String> disconnected) {}

    public Preferences {
        aliases = Map.copyOf(aliases);
        mentionWords = List.copyOf(mentionWords);
    }

    /** Values that are wrong have their defaults; commands refuse them before. */
    public static Preferences of(Configuration configuration) {
        boolean alerts = !configuration.value(Setting.ALERTS).equals("never");
        return new Preferences(
                configuration.aliases(),
                Configuration.parts(configuration.value(Setting.MENTION_WORDS)),
                configuration.value(Setting.NOTIFY),
                configuration.value(Setting.TYPING).equals("true"),
                alerts && configuration.value(Setting.BELL).equals("true"),
                alerts && configuration.value(Setting.TERMINAL_NOTIFICATIONS).equals("true"),
                ScreenPreferences.of(configuration),
                new Hooks(
                        words(configuration.value(Setting.ON_MENTION)),
                        words(configuration.value(Setting.ON_MESSAGE)),
                        words(configuration.value(Setting.ON_CONNECTED)),
                        words(configuration.value(Setting.ON_DISCONNECTED))));
    }

    /** Without what holds for the full screen alone: line by line, keys are always the same. */
    public Preferences lineByLine() {
        return new Preferences(
                aliases,
                mentionWords,
                level,
                typing,
                bell,
                terminalNotifications,
                ScreenPreferences.of(Configuration.NONE),
                hooks);
    }

    /** The words of a command; one with spaces stands in quotes. Empty if a quote is not closed. */
    static List<String> words(String command) {
        if (command.isEmpty()) {
            return List.of();
        }
        try {
            return List.copyOf(new DefaultParser()
                    .eofOnUnclosedQuote(true)
                    .parse(command, command.length(), ParseContext.ACCEPT_LINE)
                    .words());
        } catch (EOFError e) {
            return List.of();
        }
    }

    /** A line with what an alias at its beginning stands for; a line without one as it is. */
    public String withoutAlias(String line) {
        if (!line.startsWith("/") || line.startsWith("//") || line.contains("\n")) {
            return line;
        }
        int space = line.indexOf(' ');
        String name = space < 0 ? line.substring(1) : line.substring(1, space);
        String meaning = aliases.get(name.toLowerCase(Locale.ROOT));
        return meaning == null ? line : meaning + line.substring(name.length() + 1);
    }
}
