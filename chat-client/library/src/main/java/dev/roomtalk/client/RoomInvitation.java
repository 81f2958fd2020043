package dev.roomtalk.client;

import java.time.Instant;

/**
 * An invitation to a room.
 *
 * @param id names the invitation, to end it; not a secret
 * @param by the user who made it
 * @param uses how many users may come in with it
 * @param used how many have
 */
public record RoomInvitation(String id, String by, Instant since, Instant until, int uses, int used) {
    /** A new invitation, and the token that is handed out. */
    public record Made(String token, RoomInvitation invitation) {}

    /** At this time: {@code "open"}, {@code "used up"} or {@code "ended"}. */
    public String state(Instant now) {
        return used >= uses ? "used up" : until.isAfter(now) ? "open" : "ended";
    }
}
