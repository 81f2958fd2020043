package dev.roomtalk.chat.terminal;

import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ClientSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the interactive client starts with.
 *
 * @param rooms entered at once; the first is shown
 * @param create makes those that do not exist, with the password if there is one
 * @param password tried where a room needs one, before the person is asked
 * @param invitation to the room; null if there is none
 * @param preferences what the person has set
 * @param notices shown when the chat begins
 * @param mayAsk the person may be asked something while it connects
 * @param view how it is shown
 * @param mouse whether the mouse scrolls and switches
 * @param historyLines earlier messages that are shown on entering a room, 0 to {@link #MAX_HISTORY_LINES}
 */
public record TerminalSettings(
        ClientSettings settings,
        ChatClient.IdentityListener identity,
        List<String> rooms,
        boolean create,
        @Nullable String password,
        @Nullable String invitation,
        Preferences preferences,
        List<String> notices,
        boolean mayAsk,
        View view,
        boolean mouse,
        int historyLines) {
    /** How the chat is shown. */
    public enum View {
        FULL_SCREEN,
        /** Line by line, with a status line. */
        LINES,
        /** Line by line, without anything that needs a cursor. */
        PLAIN_LINES
    }

    /** As many lines as are kept of a room. */
    public static final int MAX_HISTORY_LINES = ChatRoom.MAX_LINES;

    public TerminalSettings {
        rooms = List.copyOf(rooms);
        notices = List.copyOf(notices);
    }
}
