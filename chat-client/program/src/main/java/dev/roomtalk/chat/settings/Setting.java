package dev.roomtalk.chat.settings;

import dev.roomtalk.client.identity.ServerAddress;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Pin;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the client's configuration that are not about one command, each with the form of its value, its default
 * and its meaning. A key is the constant's name in small letters with hyphens.
 */
public enum Setting implements ConfigurationKey {
    SERVER("HOST[:PORT][,...]", "localhost:4242", "the server; of a server with several nodes the address of each"),
    NAME("NAME", "", "who you are; default: your login name"),
    FINGERPRINT("SHA256:...", "", "the server's key, as the server prints it when it starts"),
    TRUST_FIRST_USE("true|false", "false", "accept the key of a server that was never seen before"),
    PLAIN("true|false", "false", "no TLS; for a server on this machine only"),
    PLAIN_ANYWHERE("true|false", "false", "no TLS, on any machine: everybody on the way can read and forge"),
    NO_UDP("true|false", "false", "use TCP for everything"),
    ROOMS("ROOM[,ROOM]", "", "the rooms of a join that names none"),
    NOTIFY(
            "messages|mentions|nothing",
            "mentions",
            "what of a room you are notified of; /notify changes it for one room"),
    TYPING("true|false", "true", "a join tells others that you are writing, and shows who else is"),
    MENTION_WORDS("WORD[,WORD]", "", "words that mention you, as your name does"),
    BELL("true|false", "true", "the terminal's bell rings when you are notified"),
    TERMINAL_NOTIFICATIONS(
            "true|false", "true", "the full screen asks the terminal to show a notification (OSC 9 and 777)"),
    ALERTS(
            "unfocused|always|never",
            "unfocused",
            "when bell and notification come; unfocused: on the full screen, while the terminal has the focus, only the"
                    + " bell, and only for rooms that are not shown"),
    WINDOW_TITLE(
            "true|false", "true", "on the full screen, the window's title names the room and counts what is unread"),
    THEME(
            "auto|dark|light|16|none",
            "auto",
            "colours; auto: for the background that the terminal tells, 16: the terminal's own; NO_COLOR wins over it"),
    NAME_COLUMNS("N", "16", "on the full screen, columns of the names, 4 to 40; fewer below 90 columns"),
    TEXT_COLUMNS("N", "100", "on the full screen, columns of the texts at most, 20 to 1000"),
    ROOMS_PANE("true|false", "true", "on the full screen, rooms stand on the left from 100 columns on"),
    PEOPLE_PANE("true|false", "true", "on the full screen, people stand on the right from 100 columns on"),
    TIME_FORMAT("24h|12h|seconds|none", "24h", "on the full screen, how the time before a message is written"),
    ON_MENTION(
            "COMMAND [ARGUMENT]",
            "",
            "runs when somebody mentions you; the message is on its standard input, $ROOMTALK_ROOM and $ROOMTALK_AUTHOR say"
                    + " where it is from"),
    ON_MESSAGE("COMMAND [ARGUMENT]", "", "runs for each other message in a room that is not muted, like on-mention"),
    ON_CONNECTED("COMMAND [ARGUMENT]", "", "runs when the connection is back"),
    ON_DISCONNECTED("COMMAND [ARGUMENT]", "", "runs when the connection is lost; why is on its standard input");

    private static final Set<Setting> OF_CONNECTION = Collections.unmodifiableSet(
            EnumSet.of(SERVER, NAME, FINGERPRINT, TRUST_FIRST_USE, PLAIN, PLAIN_ANYWHERE, NO_UDP, ROOMS));

    private final String form;
    private final String defaultValue;
    private final String meaning;

    Setting(String form, String defaultValue, String meaning) {
        this.form = form;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    /** The name in the file; of most also the flag, behind {@code --}. */
    @Override
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String form() {
        return form;
    }

    @Override
    public String defaultValue() {
        return defaultValue;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public boolean isOfConnection() {
        return OF_CONNECTION.contains(this);
    }

    /** Whether it is right for one server only, and does not go over to another that is named with more weight. */
    public boolean isOfOneServer() {
        return this == FINGERPRINT || this == PLAIN || this == PLAIN_ANYWHERE;
    }

    @Override
    public boolean isText() {
        return this == ROOMS || this == MENTION_WORDS || isCommand();
    }

    /** Whether it is a command that is run, with its arguments. */
    boolean isCommand() {
        return form.startsWith("COMMAND");
    }

    @Override
    public @Nullable String wrong(String value) {
        return switch (this) {
            case SERVER, FINGERPRINT -> refusal(value);
            case NAME -> Name.user(value) instanceof Name.Invalid(String sentence) ? sentence : null;
            case ROOMS, MENTION_WORDS -> null;
            case NAME_COLUMNS -> notWithin(4, 40, value);
            case TEXT_COLUMNS -> notWithin(20, 1000, value);
            case ON_MENTION, ON_MESSAGE, ON_CONNECTED, ON_DISCONNECTED ->
                Preferences.words(value).isEmpty() ? "'" + value + "' has a quote that is not closed" : null;
            case TRUST_FIRST_USE,
                    PLAIN,
                    PLAIN_ANYWHERE,
                    NO_UDP,
                    NOTIFY,
                    TYPING,
                    BELL,
                    TERMINAL_NOTIFICATIONS,
                    ALERTS,
                    WINDOW_TITLE,
                    THEME,
                    ROOMS_PANE,
                    PEOPLE_PANE,
                    TIME_FORMAT -> {
                List<String> words = List.of(form.split("\\|", -1));
                yield words.contains(value) ? null : "'" + value + "' is not right; give " + String.join(" or ", words);
            }
        };
    }

    private static @Nullable String notWithin(int least, int most, String value) {
        boolean within =
                value.matches("\\d{1,4}") && Integer.parseInt(value) >= least && Integer.parseInt(value) <= most;
        return within ? null : "'" + value + "' is not right; give a number from " + least + " to " + most;
    }

    private @Nullable String refusal(String value) {
        try {
            if (this == SERVER) {
                ServerAddress.list(value);
            } else {
                Pin.parse(value);
            }
            return null;
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
