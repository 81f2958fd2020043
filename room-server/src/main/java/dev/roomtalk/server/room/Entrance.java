package dev.roomtalk.server.room;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * Decides whether a session may enter a room: by ban, invitation, password and free place. Confined to its room.
 *
 * <p>The answer takes up to three steps, between which the room carries out other commands. {@link #ask} may need a
 * password checked or the use of an invitation stored; then the engine is asked what it knows of the session; then
 * {@link #admits} checks again what may have changed in the meantime.
 *
 * <p>A hidden room shows itself to who brings a valid invitation or the right password, and only then tells of a ban.
 */
final class Entrance {
    private final Room.Charter charter;
    private final Supplier<RoomRules> rules;
    private final Roster roster;
    private final RoomBans bans;
    private final Invitations invitations;
    private final Effects effects;

    Entrance(
            Room.Charter charter,
            Supplier<RoomRules> rules,
            Roster roster,
            RoomBans bans,
            Invitations invitations,
            Effects effects) {
        this.charter = charter;
        this.rules = rules;
        this.roster = roster;
        this.bans = bans;
        this.invitations = invitations;
        this.effects = effects;
    }

    void ask(RoomCommand.Enter c, Moment now) {
        bans.asks(c);
        boolean member = roster.find(c.who().userId()) != null;
        boolean stranger = charter.hidden() && !member && c.manner() != RoomCommand.Manner.CREATOR;
        if (!stranger && keptOut(c, member, now)) {
            return;
        }
        boolean open = !charter.passwordNeeded() && !charter.hidden();
        if (member || open || c.manner() == RoomCommand.Manner.CREATOR) {
            // An invitation that is not needed is not used.
            effects.add(new Effect.Recall(withoutInvitation(c)));
        } else if (c.invitation() != null) {
            useInvitation(c, c.invitation(), now);
        } else if (c.password() != null) {
            // A hidden room without a password has one compared too: a guess takes as long everywhere.
            effects.add(new Effect.CheckPassword(c, c.password()));
        } else {
            refuse(c, Refused.PASSWORD_NEEDED);
        }
    }

    /** Whether a ban or a kick keeps the user out; then the request has been answered. */
    private boolean keptOut(RoomCommand.Enter c, boolean member, Moment now) {
        Effect.Answer keptOut = bans.keepsOut(c, member, now.millis());
        if (keptOut != null) {
            effects.add(keptOut);
        }
        return keptOut != null;
    }

    private static RoomCommand.Enter withoutInvitation(RoomCommand.Enter c) {
        return new RoomCommand.Enter(
                c.who(), c.request(), c.password(), null, c.quiet(), c.manner(), c.resume(), c.asked());
    }

    /** @param why what is answered if the room is not hidden; a hidden room answers as if it did not exist */
    private void refuse(RoomCommand.Enter c, Refused why) {
        if (charter.hidden()) {
            effects.refuse(c, Refused.NO_SUCH_ROOM, c.asked());
        } else {
            effects.refuse(c, why);
        }
    }

    private void useInvitation(RoomCommand.Enter c, String hash, Moment now) {
        Refused why = invitations.refuses(hash, now);
        if (why == Refused.BAD_INVITATION) {
            refuse(c, why);
        } else if (why != null) {
            effects.refuse(c, why);
        } else if (!keptOut(c, false, now)) {
            if (isFull()) {
                effects.refuse(c, Refused.ROOM_FULL);
            } else {
                // Counted at once, so that two sessions cannot both take the last use.
                effects.add(new Effect.UseInvitation(c, Objects.requireNonNull(invitations.use(hash, 1))));
            }
        }
    }

    private boolean isFull() {
        return roster.size() >= rules.get().members();
    }

    void invitationUsed(RoomCommand.InvitationUsed c) {
        if (c.counted()) {
            effects.add(new Effect.Recall(c.enter()));
        } else {
            invitations.use(Objects.requireNonNull(c.enter().invitation()), -1);
            effects.refuse(c.enter(), Refused.BUSY);
        }
    }

    void passwordChecked(RoomCommand.PasswordChecked c) {
        if (c.right()) {
            effects.add(new Effect.Recall(c.enter()));
        } else {
            refuse(c.enter(), Refused.WRONG_PASSWORD);
        }
    }

    /** Whether the session enters now; if not, the request has been refused, unless the session is over. */
    boolean admits(RoomCommand.Recalled c, Moment now) {
        RoomCommand.Enter enter = c.enter();
        Participant who = enter.who();
        boolean member = roster.find(who.userId()) != null;
        if (c.known() == null) {
            giveInvitationBack(enter);
            effects.refuse(enter, Refused.BUSY);
            return false;
        }
        if (who.isOver()) {
            giveInvitationBack(enter);
            return false;
        }
        // The user may have been banned or kicked while the engine was asked.
        if (keptOut(enter, member, now)) {
            giveInvitationBack(enter);
            return false;
        }
        if (!member && !c.hasPlace()) {
            giveInvitationBack(enter);
            effects.refuse(enter, Refused.TOO_MANY_ROOMS);
            return false;
        }
        if (!member && isFull()) {
            giveInvitationBack(enter);
            effects.refuse(enter, Refused.ROOM_FULL);
            return false;
        }
        if (member) {
            // The user has become a member in another way while the engine was asked.
            giveInvitationBack(enter);
        }
        return true;
    }

    /** Takes back the use of an invitation that was counted for a session, if there was one. */
    private void giveInvitationBack(RoomCommand.Enter c) {
        Invitation back = c.invitation() == null ? null : invitations.use(c.invitation(), -1);
        if (back != null) {
            effects.add(new Effect.GiveInvitationBack(back));
        }
    }
}
