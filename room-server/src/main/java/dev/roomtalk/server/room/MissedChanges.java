package dev.roomtalk.server.room;

/** Applies what has come of changes that a room was not brought one by one. Confined to its room. */
final class MissedChanges {
    private final Profile profile;
    private final Moderation moderation;
    private final Attendance attendance;
    private final Invitations invitations;

    MissedChanges(Profile profile, Moderation moderation, Attendance attendance, Invitations invitations) {
        this.profile = profile;
        this.moderation = moderation;
        this.attendance = attendance;
        this.invitations = invitations;
    }

    /** The room is like this now: what differs here is changed, and told. */
    void apply(RoomState state, Moment moment) {
        profile.restate(state, moment.millis());
        moderation.restate(state, moment);
        attendance.restate(state, moment.millis());
        invitations.restate(state, moment);
    }
}
