package dev.roomtalk.server.room;

/**
 * A member as it is remembered while it is away, also over a restart.
 *
 * @param since when it became a member, in milliseconds of Unix time
 * @param announced the others were told that it joined
 */
public record MemberRecord(long userId, String name, Role role, long since, boolean announced) {
    public MemberRecord withName(String changed) {
        return new MemberRecord(userId, changed, role, since, announced);
    }
}
