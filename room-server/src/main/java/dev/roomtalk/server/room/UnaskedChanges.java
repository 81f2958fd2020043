package dev.roomtalk.server.room;

import org.jspecify.annotations.Nullable;

/**
 * What changes in a room without a request: it ends by itself, members and their sessions come and go, a failover has
 * lost bans, the use of an invitation is taken back. The engine is to be told of it, one change after another.
 * Confined to its room.
 */
final class UnaskedChanges {
    private final Lifetime lifetime;
    private final Roster roster;
    private final LostBans lostBans;
    private final Invitations invitations;
    private boolean membersNext;

    UnaskedChanges(Lifetime lifetime, Roster roster, RoomBans bans, Invitations invitations) {
        this.lifetime = lifetime;
        this.roster = roster;
        this.lostBans = bans.lost();
        this.invitations = invitations;
    }

    /**
     * The next change that is to be proposed; null: there is none. It is not returned again, unless the room ends or a
     * ban was lost that the engine still does not have.
     */
    @Nullable
    RoomChange take() {
        RoomChange change = lifetime.ending();
        if (change == null && roster.hasChanges()) {
            change = takeOfRoster();
        }
        if (change == null) {
            change = lostBans.next();
        }
        return change == null ? invitations.takeBack() : change;
    }

    /**
     * That somebody is here, and that it is a member, in turn, so that neither waits for the other for ever. A newcomer
     * is here first: so other nodes show it as present when they show that it has joined.
     */
    private @Nullable RoomChange takeOfRoster() {
        RoomChange change = membersNext ? roster.takeChanges() : roster.takePresence();
        if (change == null) {
            change = membersNext ? roster.takePresence() : roster.takeChanges();
        }
        membersNext = change instanceof RoomChange.PresentAre && roster.hasChanges();
        return change;
    }

    /** The engine has taken the change. */
    void told() {
        roster.told();
    }

    /** The engine has not taken this change: what of it still holds is to be proposed again. */
    void putBack(RoomChange untold) {
        if (untold instanceof RoomChange.MembersAre members) {
            roster.putBack(members);
        } else if (untold instanceof RoomChange.PresentAre sessions) {
            roster.nodes().putBack(sessions);
        } else if (untold instanceof RoomChange.InvitationIs used) {
            invitations.giveBack(used.invitation().hash());
        }
    }

    /**
     * Nobody knows whether the engine has taken this change. That of members and of sessions may be taken twice. A use
     * that is taken back twice would let in one too many: rather it is lost.
     */
    void mayBeTaken(RoomChange untold) {
        if (untold.isOfSessions()) {
            putBack(untold);
        }
    }

    /** Whether the engine knows everything. */
    boolean areTold() {
        return !roster.hasChanges() && lostBans.isEmpty() && !invitations.hasBack();
    }

    /** The room has ended: nobody is to be told of anything. */
    void forget() {
        roster.takeChanges();
        lostBans.clear();
        invitations.forgetBack();
    }
}
