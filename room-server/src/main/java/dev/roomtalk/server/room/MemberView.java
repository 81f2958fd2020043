package dev.roomtalk.server.room;

/**
 * A member as others see it.
 *
 * @param mutedUntil of who is {@link Role#MUTED}, in milliseconds of Unix time; 0: until that is lifted
 */
public record MemberView(long userId, String name, Role role, long mutedUntil, boolean present) {
    MemberView(long userId, String name, boolean host, boolean present) {
        this(userId, name, host ? Role.HOST : Role.MEMBER, 0, present);
    }

    public boolean host() {
        return role == Role.HOST;
    }
}
