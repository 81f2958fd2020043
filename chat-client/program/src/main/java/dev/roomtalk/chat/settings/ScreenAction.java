package dev.roomtalk.chat.settings;

import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.chat.tui.KeyNotation;
import dev.roomtalk.chat.tui.TerminalEvent;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that a key of the full screen does outside of the line that is typed; the key may be another one. */
public enum ScreenAction implements ConfigurationKey {
    QUICK_SWITCH("Ctrl-K", "full screen: show a room by a few letters of its name"),
    NEXT_ACTIVITY("Alt-A", "show the next room with news"),
    ROOM_BEFORE("Alt-Up", "full screen: show the room before"),
    ROOM_AFTER("Alt-Down", "full screen: show the room after"),
    EARLIER("PageUp", "earlier messages; Esc comes back"),
    LATER("PageDown", "later messages"),
    COPY("Alt-C", "full screen: text alone to select; again or Esc: back"),
    SEND_AGAIN("F5", "send failed messages of this room again"),
    REDRAW("Ctrl-L", "draw the screen anew"),
    SUSPEND("Ctrl-Z", "stop the chat; fg in the shell goes on");

    /** As the value of an action that no key does. */
    static final String NO_KEY = "none";

    /** Needed to write and to send, and to leave what is open. */
    private static final Set<KeyName> FOR_TYPING = EnumSet.of(
            KeyName.ENTER,
            KeyName.TAB,
            KeyName.BACKSPACE,
            KeyName.DELETE,
            KeyName.ESCAPE,
            KeyName.UP,
            KeyName.DOWN,
            KeyName.LEFT,
            KeyName.RIGHT,
            KeyName.HOME,
            KeyName.END);

    /** With Ctrl, terminals send them as Backspace, Tab, Enter and Esc, or the chat ends with them. */
    private static final String NOT_WITH_CONTROL = "hijmcd[";

    private final String defaultKey;
    private final String help;

    ScreenAction(String defaultKey, String help) {
        this.defaultKey = defaultKey;
        this.help = help;
    }

    /** What it does, for lists of keys. */
    public String help() {
        return help;
    }

    @Override
    public String key() {
        return "key." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String form() {
        return "KEY|none";
    }

    @Override
    public String defaultValue() {
        return defaultKey;
    }

    @Override
    public String meaning() {
        return "key of the full screen: " + help.replaceFirst("^full screen: ", "");
    }

    @Override
    public @Nullable String wrong(String value) {
        if (value.equals(NO_KEY)) {
            return null;
        }
        TerminalEvent.Key key = KeyNotation.parse(value);
        if (key == null) {
            return "'" + value + "' is not a key; write Ctrl-K, Alt-A, Alt-Up, F5 or PageUp, or none";
        }
        boolean digit = key.modifiers() == TerminalEvent.Key.ALT && key.character() >= '1' && key.character() <= '9';
        boolean needed = key.modifiers() == 0 && FOR_TYPING.contains(key.name());
        boolean control = key.modifiers() == TerminalEvent.Key.CTRL && NOT_WITH_CONTROL.indexOf(key.character()) >= 0;
        return digit || needed || control
                ? KeyNotation.of(key) + " has a meaning that it keeps; choose another key"
                : null;
    }

    @Override
    public boolean isText() {
        return false;
    }
}
