package dev.roomtalk.client.terminal;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ClientSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the interactive client starts with.
 *
 * @param rooms joined at once, the first one shown
 * @param create those of them that do not exist are made, with the password if there is one
 * @param password tried where a room needs one, before the person is asked
 * @param invitation shown on entering the rooms; null: none
 * @param historyLines messages from before that are shown on entering a room, 0 to {@link #MAX_HISTORY_LINES}
 */
public record TerminalSettings(
        ClientSettings settings,
        ChatClient.IdentityListener identity,
        List<String> rooms,
        boolean create,
        @Nullable String password,
        @Nullable String invitation,
        int historyLines) {
    /** As many as a screen keeps of a room. */
    public static final int MAX_HISTORY_LINES = RoomView.KEPT;

    public TerminalSettings {
        rooms = List.copyOf(rooms);
    }
}
