package dev.roomtalk.server.room;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what the host, the moderators and the operator do about other users: kicks, bans, roles and invitations.
 * Confined to its room.
 *
 * <p>Whether they may is decided when the request arrives. The host and the operator may do everything; a moderator may
 * kick, ban, mute and invite, but may not act on the host or on another moderator.
 */
final class Moderation {
    private final Roster roster;
    private final RoomBans bans;
    private final Invitations invitations;
    private final Attendance attendance;
    private final Effects effects;

    Moderation(Roster roster, RoomBans bans, Invitations invitations, Attendance attendance, Effects effects) {
        this.roster = roster;
        this.bans = bans;
        this.invitations = invitations;
        this.attendance = attendance;
        this.effects = effects;
    }

    /** @param by a member, or the operator */
    void act(RoomCommand.Act act, Member by, Moment now) {
        if (!mayEverything(by) && !by.moderator && !stepsDown(act, by)) {
            effects.refuse(act, givesPower(act) ? Refused.NOT_HOST : Refused.NOT_MODERATOR);
            return;
        }
        switch (act) {
            case RoomCommand.Kick c -> kick(c, by, now);
            case RoomCommand.BanUser c -> ban(c, by, now);
            case RoomCommand.Unban c -> {
                Ban lifted = bans.unban(Ban.Kind.ENTER, c.userId(), now.millis());
                if (lifted == null) {
                    effects.refuse(c, Refused.NOT_BANNED, c.name());
                } else {
                    effects.add(new Effect.LiftBan(c.who(), c.request(), lifted));
                }
            }
            case RoomCommand.AskBans c -> {
                List<Ban> list = bans.bans(now.millis());
                effects.add(new Effect.Bans(
                        c.who(),
                        c.request(),
                        list.stream().skip(c.skip()).limit(RoomRules.TOLD_BANS).toList(),
                        list.size()));
            }
            case RoomCommand.SetRole c -> setRole(c, by, now);
            case RoomCommand.Invite c -> {
                long since = now.unixMillis();
                Invitation invitation =
                        new Invitation(c.hash(), by.name, since, since + c.seconds() * 1000, c.uses(), 0);
                if (invitations.add(invitation, now)) {
                    effects.add(new Effect.KeepInvitation(c.who(), c.request(), invitation, c.token()));
                } else {
                    effects.refuse(c, Refused.TOO_MANY_INVITATIONS);
                }
            }
            case RoomCommand.Uninvite c -> {
                Invitation ended = invitations.remove(c.id());
                if (ended == null) {
                    effects.refuse(c, Refused.BAD_INVITATION);
                } else {
                    effects.add(new Effect.EndInvitation(c.who(), c.request(), ended));
                }
            }
            case RoomCommand.AskInvitations c -> {
                List<Invitation> all = invitations.list();
                effects.add(new Effect.InvitationsAre(
                        c.who(),
                        c.request(),
                        all.stream().skip(c.skip()).limit(RoomRules.TOLD_BANS).toList(),
                        all.size()));
            }
        }
    }

    private boolean mayEverything(Member by) {
        return by.isOperator() || by.equals(roster.host());
    }

    private static boolean givesPower(RoomCommand.Act act) {
        return act instanceof RoomCommand.SetRole c && (c.role() == Role.HOST || c.role() == Role.MODERATOR);
    }

    /** Whether a moderator gives up its own role. */
    private static boolean stepsDown(RoomCommand.Act act, Member by) {
        return act instanceof RoomCommand.SetRole c
                && c.role() == Role.MEMBER
                && c.userId() == by.userId
                && by.moderator;
    }

    /** Refuses what users do to themselves, and what moderators do to the host or each other; true: it was refused. */
    private boolean outOfReach(RoomCommand.About act, Member by) {
        Member target = roster.find(act.userId());
        if (act.userId() == by.userId) {
            effects.refuse(act, Refused.ONESELF, act.name());
        } else if (!mayEverything(by) && target != null && (target.moderator || target.equals(roster.host()))) {
            effects.refuse(act, Refused.OUT_OF_REACH, act.name());
        } else {
            return false;
        }
        return true;
    }

    private void kick(RoomCommand.Kick c, Member by, Moment now) {
        Member target = roster.find(c.userId());
        if (target == null) {
            effects.refuse(c, Refused.NO_SUCH_MEMBER, c.name());
        } else if (!outOfReach(c, by)) {
            bans.kick(c.userId(), by.name, c.reason());
            attendance.expel(
                    target,
                    new Effect.Removed(c.userId(), target.name, by.name, c.reason(), false, 0, true),
                    now.millis());
            effects.done(c);
        }
    }

    private void ban(RoomCommand.BanUser c, Member by, Moment now) {
        if (outOfReach(c, by)) {
            return;
        }
        Ban ban = ban(Ban.Kind.ENTER, c, c.seconds(), c.reason(), c.addresses(), by, now);
        if (ban == null) {
            return;
        }
        Member target = roster.find(c.userId());
        Effect.Removed removed =
                new Effect.Removed(c.userId(), c.name(), by.name, c.reason(), true, ban.until(), target != null);
        if (target == null) {
            effects.tell(removed);
        } else {
            attendance.expel(target, removed, now.millis());
        }
        attendance.keepMembers();
        effects.add(new Effect.KeepBan(c.who(), c.request(), ban));
    }

    /** Records a ban or a mute; null if there are too many, then the request has been refused. */
    private @Nullable Ban ban(
            Ban.Kind kind,
            RoomCommand.About c,
            long seconds,
            String reason,
            List<String> addresses,
            Member by,
            Moment now) {
        long since = now.unixMillis();
        long until = seconds == 0 ? 0 : since + seconds * 1000;
        Ban ban = new Ban(kind, c.userId(), c.name(), by.name, reason, since, until, addresses);
        if (bans.ban(ban, now)) {
            return ban;
        }
        effects.refuse(c, Refused.TOO_MANY_BANS, c.name());
        return null;
    }

    private void setRole(RoomCommand.SetRole c, Member by, Moment now) {
        if (givesPower(c) && !mayEverything(by)) {
            effects.refuse(c, Refused.NOT_HOST);
            return;
        }
        if (!stepsDown(c, by) && outOfReach(c, by)) {
            return;
        }
        Member target = roster.find(c.userId());
        if (target != null && target.equals(roster.host())) {
            effects.refuse(c, Refused.IS_HOST, c.name());
            return;
        }
        switch (c.role()) {
            case HOST, MODERATOR -> {
                if (target == null || target.visiting) {
                    effects.refuse(c, Refused.NO_SUCH_MEMBER, c.name());
                } else {
                    promote(c, target, by, now);
                }
            }
            case MEMBER -> demote(c, target, by, now);
            case MUTED -> mute(c, target, by, now);
        }
    }

    private void promote(RoomCommand.SetRole c, Member target, Member by, Moment now) {
        roster.setModerator(target, c.role() == Role.MODERATOR);
        if (c.role() == Role.HOST) {
            attendance.makeHost(target, now.millis());
        } else {
            tell(c, by, 0);
        }
        doneWhenUnmuted(c, bans.unban(Ban.Kind.SPEAK, c.userId(), now.millis()));
    }

    private void demote(RoomCommand.SetRole c, @Nullable Member target, Member by, Moment now) {
        Ban mute = bans.unban(Ban.Kind.SPEAK, c.userId(), now.millis());
        boolean moderator = target != null && target.moderator;
        if (mute == null && !moderator) {
            effects.refuse(c, Refused.UNCHANGED, c.name());
            return;
        }
        if (target != null) {
            roster.setModerator(target, false);
        }
        tell(c, by, 0);
        doneWhenUnmuted(c, mute);
    }

    private void mute(RoomCommand.SetRole c, @Nullable Member target, Member by, Moment now) {
        Ban mute = ban(Ban.Kind.SPEAK, c, c.seconds(), c.reason(), List.of(), by, now);
        if (mute != null) {
            if (target != null) {
                roster.setModerator(target, false);
            }
            tell(c, by, mute.until());
            attendance.keepMembers();
            effects.add(new Effect.KeepBan(c.who(), c.request(), mute));
        }
    }

    private void tell(RoomCommand.SetRole c, Member by, long until) {
        effects.tell(new Effect.RoleIs(c.userId(), c.name(), c.role(), by.name, c.reason(), until));
    }

    /** @param mute the mute that the change of role has ended; null: there was none */
    private void doneWhenUnmuted(RoomCommand.SetRole c, @Nullable Ban mute) {
        if (mute == null) {
            effects.done(c);
        } else {
            attendance.keepMembers();
            effects.add(new Effect.LiftBan(c.who(), c.request(), mute));
        }
    }
}
