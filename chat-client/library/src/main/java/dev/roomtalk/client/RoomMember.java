package dev.roomtalk.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A member of a room; {@code present} while it has a session.
 *
 * @param mutedUntil when the mute of a {@linkplain MemberRole#MUTED muted} member ends; null if it holds until it is
 *     lifted
 */
public record RoomMember(
        long userId, String name, MemberRole role, @Nullable Instant mutedUntil, boolean present) {
    public boolean host() {
        return role == MemberRole.HOST;
    }
}
