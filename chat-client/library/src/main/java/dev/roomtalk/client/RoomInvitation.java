package dev.roomtalk.client;

import java.time.Instant;

/**
 * An invitation to a room.
 *
 * @param id by which it is ended; no secret
 * @param by who made it
 * @param uses how many users come in with it
 * @param used how many have
 */
public record RoomInvitation(String id, String by, Instant since, Instant until, int uses, int used) {
    /** A new one, and what is handed out of it. */
    public record Made(String token, RoomInvitation invitation) {}

    /** At this time: {@code "open"}, {@code "used up"} or {@code "ended"}. */
    public String state(Instant now) {
        return used >= uses ? "used up" : until.isAfter(now) ? "open" : "ended";
    }
}
