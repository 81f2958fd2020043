package dev.roomtalk.server.room;

import java.util.List;

/**
 * A ban of a user from a room, or a mute in it.
 *
 * @param name of the user
 * @param by the name of the user who banned
 * @param reason empty if none was given
 * @param since milliseconds of Unix time
 * @param until milliseconds of Unix time; 0: until it is lifted
 * @param addresses of the user, written as in {@link Participant#address}; nobody enters from them who is not a
 *     member already
 */
public record Ban(
        Kind kind, long userId, String name, String by, String reason, long since, long until, List<String> addresses) {
    public Ban {
        addresses = List.copyOf(addresses);
    }

    /** A ban without addresses. */
    public Ban(Kind kind, long userId, String name, String by, String reason, long since, long until) {
        this(kind, userId, name, by, reason, since, until, List.of());
    }

    /** The highest number of bans of one room. */
    public static final int MAX_PER_ROOM = 10_000;

    /** The longest reason, in characters. */
    public static final int MAX_REASON = 200;

    /** What the user may not do. */
    public enum Kind {
        ENTER,
        SPEAK
    }

    /** There is one of each kind for each user. */
    public record Key(Kind kind, long userId) {}

    public Key key() {
        return new Key(kind, userId);
    }

    public Ban withName(String changed) {
        return new Ban(kind, userId, changed, by, reason, since, until, addresses);
    }

    /** Whether somebody who was a member since then, in milliseconds of Unix time, is one no longer because of it. */
    public boolean endsMembershipSince(long member) {
        return kind == Kind.ENTER && member <= since;
    }

    /** Whether it has ended by the wall clock, which counts only for bans from before this start of the server. */
    public boolean ended(long unixMillis) {
        return until != 0 && until <= unixMillis;
    }
}
