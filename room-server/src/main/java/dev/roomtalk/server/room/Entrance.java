package dev.roomtalk.server.room;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a session may enter a room: by ban, invitation, password and free place. Confined to its room.
 *
 * <p>The answer takes up to three steps, between which the room carries out other commands. {@link #ask} may need a
 * password checked, or the use of an invitation proposed: of two nodes that count the last use one is too late. Then
 * the engine is asked what it knows of the session; then {@link #admits} checks again what may have changed in the
 * meantime.
 *
 * <p>A hidden room shows itself to who brings a valid invitation or the right password, and only then tells of a ban.
 */
final class Entrance {
    private final Room.Charter charter;
    private final Supplier<RoomRules> rules;
    private final Roster roster;
    private final RoomBans bans;
    private final Invitations invitations;
    private final BiConsumer<RoomCommand.Changing, Moment> proposals;
    private final Effects effects;

    /** @param proposals takes what is to be proposed */
    Entrance(
            Room.Charter charter,
            Supplier<RoomRules> rules,
            Roster roster,
            RoomBans bans,
            Invitations invitations,
            BiConsumer<RoomCommand.Changing, Moment> proposals,
            Effects effects) {
        this.charter = charter;
        this.rules = rules;
        this.roster = roster;
        this.bans = bans;
        this.invitations = invitations;
        this.proposals = proposals;
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
            proposals.accept(new RoomCommand.UseInvitation(c), now);
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

    /** What the use of an invitation changes; null: nothing, and the session has been refused. */
    @Nullable
    RoomChange decide(RoomCommand.UseInvitation asked, Moment now) {
        RoomCommand.Enter c = asked.enter();
        String hash = Objects.requireNonNull(c.invitation());
        Refused why = invitations.refuses(hash, now);
        if (why == Refused.BAD_INVITATION) {
            refuse(c, why);
        } else if (why != null) {
            effects.refuse(c, why);
        } else if (!keptOut(c, false, now)) {
            if (!isFull()) {
                return new RoomChange.InvitationIs(
                        Objects.requireNonNull(invitations.used(hash, 1)),
                        c.who().userId());
            }
            effects.refuse(c, Refused.ROOM_FULL);
        }
        return null;
    }

    private boolean isFull() {
        return roster.size() >= rules.get().members();
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
        if (c.invitation() != null) {
            invitations.giveBack(c.invitation());
        }
    }
}
