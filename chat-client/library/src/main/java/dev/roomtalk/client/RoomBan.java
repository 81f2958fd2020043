package dev.roomtalk.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user is kept out of a room.
 *
 * @param by who banned the user
 * @param reason empty: none was given
 * @param until null: until it is lifted
 * @param address so is whoever comes from the user's address and is no member
 */
public record RoomBan(
        String name,
        String by,
        String reason,
        Instant since,
        @Nullable Instant until,
        boolean address) {}
