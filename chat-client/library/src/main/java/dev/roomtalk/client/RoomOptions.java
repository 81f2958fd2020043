package dev.roomtalk.client;

import org.jspecify.annotations.Nullable;

/**
 * A room that is to be made.
 *
 * @param ephemeral it closes with its last member
 * @param closeWithHost it closes when its host leaves
 * @param quiet no joined and left lines about this session
 * @param history false: what is said there is kept nowhere
 * @param settings of a room with history
 * @param hidden strangers do not see it, and come in with an invitation, or with the password if it has one
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
