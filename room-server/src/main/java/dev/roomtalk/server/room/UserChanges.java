package dev.roomtalk.server.room;

/** Follows what the operator does to users: that they are deleted, or have another name. Confined to its room. */
final class UserChanges {
    private final Roster roster;
    private final RoomBans bans;
    private final Attendance attendance;
    private final Conversation conversation;

    UserChanges(Roster roster, RoomBans bans, Attendance attendance, Conversation conversation) {
        this.roster = roster;
        this.bans = bans;
        this.attendance = attendance;
        this.conversation = conversation;
    }

    /** Ends the membership of a user who does not exist any longer, its bans, and what it waits to say. */
    void forget(long userId, long now) {
        bans.forget(userId);
        conversation.forget(userId);
        Member member = roster.find(userId);
        if (member != null) {
            attendance.forget(member, now);
        }
    }

    /**
     * Those who were told of a member under its old name are told that it left, and that one of the new name joined.
     */
    void rename(long userId, String name, long now) {
        bans.rename(userId, name);
        Member member = roster.find(userId);
        if (member != null && !member.name.equals(name)) {
            attendance.rename(member, name, now);
        }
    }
}
