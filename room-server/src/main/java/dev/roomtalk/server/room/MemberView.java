package dev.roomtalk.server.room;

/**
 * A member as others see it.
 *
 * @param mutedUntil of who is {@link Role#MUTED}, in milliseconds of Unix time; 0: until that is lifted
 * @param away what it says of being away, if it is present; empty: it is not away
 */
public record MemberView(long userId, String name, Role role, long mutedUntil, boolean present, String away) {
    MemberView(long userId, String name, Role role, long mutedUntil, boolean present) {
        this(userId, name, role, mutedUntil, present, "");
    }

    MemberView(long userId, String name, boolean host, boolean present) {
        this(userId, name, host ? Role.HOST : Role.MEMBER, 0, present);
    }

    public boolean host() {
        return role == Role.HOST;
    }
}
