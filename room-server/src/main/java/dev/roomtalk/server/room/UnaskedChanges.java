package dev.roomtalk.server.room;

import org.jspecify.annotations.Nullable;

/**
 * What changes in a room without a request: it ends by itself, members come and go, the use of an invitation is taken
 * back. The engine is to be told of it, one change after another. Confined to its room.
 */
final class UnaskedChanges {
    private final Lifetime lifetime;
    private final Roster roster;
    private final Invitations invitations;

    UnaskedChanges(Lifetime lifetime, Roster roster, Invitations invitations) {
        this.lifetime = lifetime;
        this.roster = roster;
        this.invitations = invitations;
    }

    /** The next change that is to be proposed; null: there is none. It is not returned again, unless the room ends. */
    @Nullable
    RoomChange take() {
        RoomChange change = lifetime.ending();
        if (change == null && roster.hasChanges()) {
            change = roster.takeChanges();
        }
        return change == null ? invitations.takeBack() : change;
    }

    /** The engine has taken the change. */
    void told() {
        roster.told();
    }

    /** The engine has not taken this change: what of it still holds is to be proposed again. */
    void putBack(RoomChange untold) {
        if (untold instanceof RoomChange.MembersAre members) {
            roster.putBack(members);
        } else if (untold instanceof RoomChange.InvitationIs used) {
            invitations.giveBack(used.invitation().hash());
        }
    }

    /**
     * Nobody knows whether the engine has taken this change. That of members may be taken twice. A use that is taken
     * back twice would let in one too many: rather it is lost.
     */
    void mayBeTaken(RoomChange untold) {
        if (untold instanceof RoomChange.MembersAre members) {
            roster.putBack(members);
        }
    }

    /** Whether the engine knows everything. */
    boolean areTold() {
        return !roster.hasChanges() && !invitations.hasBack();
    }

    /** The room has ended: nobody is to be told of anything. */
    void forget() {
        roster.takeChanges();
        invitations.forgetBack();
    }
}
