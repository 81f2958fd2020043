package dev.roomtalk.client;

import org.jspecify.annotations.Nullable;

/**
 * A room that is to be made.
 *
 * @param ephemeral it closes with its last member
 * @param closeWithHost it closes when its host leaves
 * @param quiet no joined and left lines about this session
 * @param history whether the server keeps messages; if not, they are stored nowhere
 * @param settings of a room with history
 * @param hidden only members see the room; other users come in with an invitation, or with the password if it has one
 */
public record RoomOptions(
        String name,
        String topic,
        @Nullable String password,
        boolean ephemeral,
        boolean closeWithHost,
        boolean quiet,
        boolean history,
        RoomSettings settings,
        boolean hidden) {
    /** A room that everybody sees, with history and the server's default settings. */
    public RoomOptions(
            String name,
            String topic,
            @Nullable String password,
            boolean ephemeral,
            boolean closeWithHost,
            boolean quiet) {
        this(name, topic, password, ephemeral, closeWithHost, quiet, true, RoomSettings.UNSET, false);
    }
}
