package dev.roomtalk.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ban of a user from a room.
 *
 * @param by who banned the user
 * @param reason empty if none was given
 * @param until null if the ban holds until it is lifted
 * @param address whether users who come from the banned user's address and are not members are banned, too
 */
public record RoomBan(
        String name,
        String by,
        String reason,
        Instant since,
        @Nullable Instant until,
        boolean address) {}
