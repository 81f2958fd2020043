package dev.roomtalk.server.room;

import java.util.List;

/**
 * A user is kept out of a room, or from speaking in it.
 *
 * @param name of the user
 * @param by the name of who did it
 * @param reason empty: none was given
 * @param since milliseconds of Unix time
 * @param until the same; 0: until it is lifted
 * @param addresses that nobody comes in from either who is no member, as {@link Participant#address} says them; the
 *     user's own
 */
public record Ban(
        Kind kind, long userId, String name, String by, String reason, long since, long until, List<String> addresses) {
    public Ban {
        addresses = List.copyOf(addresses);
    }

    /** Of a user alone. */
    public Ban(Kind kind, long userId, String name, String by, String reason, long since, long until) {
        this(kind, userId, name, by, reason, since, until, List.of());
    }

    /** Of one room. */
    public static final int MAX_PER_ROOM = 10_000;

    /** The longest reason, in characters. */
    public static final int MAX_REASON = 200;

    /** What the user may not. */
    public enum Kind {
        ENTER,
        SPEAK
    }

    /** There is one of each kind for each user. */
    public record Key(Kind kind, long userId) {}

    public Key key() {
        return new Key(kind, userId);
    }

    /** By the clock, which is only asked what remains of a ban that was made before this start. */
    public boolean ended(long unixMillis) {
        return until != 0 && until <= unixMillis;
    }
}
