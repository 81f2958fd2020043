package dev.roomtalk.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A member of a room; {@code present} while it has a session.
 *
 * @param mutedUntil when the mute of a {@linkplain MemberRole#MUTED muted} member ends; null if it holds until it is
 *     lifted
 * @param away what a member who is present says of being away; empty: it is not
 * @param disconnectedSince since when a member has no session with the server; null: it has one, or that is not known
 */
public record RoomMember(
        long userId,
        String name,
        MemberRole role,
        @Nullable Instant mutedUntil,
        boolean present,
        String away,
        @Nullable Instant disconnectedSince) {
    public boolean host() {
        return role == MemberRole.HOST;
    }
}
