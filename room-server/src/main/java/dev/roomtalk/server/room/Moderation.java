package dev.roomtalk.server.room;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the host of a room and its moderators do about others: whether they may, at the moment that they do it, and what comes of it.
 * The host may do everything; a moderator what puts out and silences others, but not the host and not another moderator. Confined to
 * its room.
 */
final class Moderation {
    private final Roster roster;
    private final Door door;
    private final Invitations invitations;
    private final Membership room;

    /** What the room does for it. */
    interface Membership {
        void add(Effect effect);

        /** Ends a membership by the will of another. */
        void putOut(Member member, Effect.Removed removed, long now);

        void makeHost(Member member);

        /** The engine is told of memberships that have changed so far. */
        void keepMembers();
    }

    Moderation(Roster roster, Door door, Invitations invitations, Membership room) {
        this.roster = roster;
        this.door = door;
        this.invitations = invitations;
        this.room = room;
    }

    /** @param by a member, or the operator */
    void act(RoomCommand.Act act, Member by, Moment now) {
        if (!mayEverything(by) && !by.moderator && !stepsDown(act, by)) {
            refuse(act, givesPower(act) ? Refused.NOT_HOST : Refused.NOT_MODERATOR, "");
            return;
        }
        switch (act) {
            case RoomCommand.Kick c -> kick(c, by, now);
            case RoomCommand.BanUser c -> ban(c, by, now);
            case RoomCommand.Unban c -> {
                Ban lifted = door.unban(Ban.Kind.ENTER, c.userId(), now.millis());
                if (lifted == null) {
                    refuse(c, Refused.NOT_BANNED, c.name());
                } else {
                    room.add(new Effect.LiftBan(c.who(), c.request(), lifted));
                }
            }
            case RoomCommand.AskBans c -> {
                List<Ban> bans = door.bans(now.millis());
                room.add(new Effect.Bans(
                        c.who(),
                        c.request(),
                        bans.stream().skip(c.skip()).limit(RoomRules.TOLD_BANS).toList(),
                        bans.size()));
            }
            case RoomCommand.SetRole c -> setRole(c, by, now);
            case RoomCommand.Invite c -> {
                long since = now.unixMillis();
                Invitation invitation =
                        new Invitation(c.hash(), by.name, since, since + c.seconds() * 1000, c.uses(), 0);
                if (invitations.add(invitation, since)) {
                    room.add(new Effect.KeepInvitation(c.who(), c.request(), invitation, c.token()));
                } else {
                    refuse(c, Refused.TOO_MANY_INVITATIONS, "");
                }
            }
            case RoomCommand.Uninvite c -> {
                Invitation ended = invitations.remove(c.id());
                if (ended == null) {
                    refuse(c, Refused.BAD_INVITATION, "");
                } else {
                    room.add(new Effect.EndInvitation(c.who(), c.request(), ended));
                }
            }
            case RoomCommand.AskInvitations c -> {
                List<Invitation> all = invitations.list();
                room.add(new Effect.InvitationsAre(
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

    /** Of a moderator: to be a member like others. */
    private static boolean stepsDown(RoomCommand.Act act, Member by) {
        return act instanceof RoomCommand.SetRole c
                && c.role() == Role.MEMBER
                && c.userId() == by.userId
                && by.moderator;
    }

    /** Refuses what is done to oneself, and to those who are out of reach; true: it was refused. */
    private boolean outOfReach(RoomCommand.About act, Member by) {
        Member target = roster.find(act.userId());
        if (act.userId() == by.userId) {
            refuse(act, Refused.ONESELF, act.name());
        } else if (!mayEverything(by) && target != null && (target.moderator || target.equals(roster.host()))) {
            refuse(act, Refused.OUT_OF_REACH, act.name());
        } else {
            return false;
        }
        return true;
    }

    private void kick(RoomCommand.Kick c, Member by, Moment now) {
        Member target = roster.find(c.userId());
        if (target == null) {
            refuse(c, Refused.NO_SUCH_MEMBER, c.name());
        } else if (!outOfReach(c, by)) {
            door.kick(c.userId(), by.name, c.reason());
            room.putOut(
                    target,
                    new Effect.Removed(c.userId(), target.name, by.name, c.reason(), false, 0, true),
                    now.millis());
            done(c);
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
            room.add(new Effect.Tell(removed, null));
        } else {
            room.putOut(target, removed, now.millis());
        }
        room.keepMembers();
        room.add(new Effect.KeepBan(c.who(), c.request(), ban));
    }

    /** Null: it was refused. */
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
        if (door.ban(ban, now)) {
            return ban;
        }
        refuse(c, Refused.TOO_MANY_BANS, c.name());
        return null;
    }

    private void setRole(RoomCommand.SetRole c, Member by, Moment now) {
        if (givesPower(c) && !mayEverything(by)) {
            refuse(c, Refused.NOT_HOST, "");
            return;
        }
        if (!stepsDown(c, by) && outOfReach(c, by)) {
            return;
        }
        Member target = roster.find(c.userId());
        if (target != null && target.equals(roster.host())) {
            refuse(c, Refused.IS_HOST, c.name());
            return;
        }
        switch (c.role()) {
            case HOST, MODERATOR -> {
                if (target == null || target.visiting) {
                    refuse(c, Refused.NO_SUCH_MEMBER, c.name());
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
            room.makeHost(target);
        } else {
            tell(c, by, 0);
        }
        doneWhenUnmuted(c, door.unban(Ban.Kind.SPEAK, c.userId(), now.millis()));
    }

    private void demote(RoomCommand.SetRole c, @Nullable Member target, Member by, Moment now) {
        Ban mute = door.unban(Ban.Kind.SPEAK, c.userId(), now.millis());
        boolean moderator = target != null && target.moderator;
        if (mute == null && !moderator) {
            refuse(c, Refused.UNCHANGED, c.name());
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
            room.keepMembers();
            room.add(new Effect.KeepBan(c.who(), c.request(), mute));
        }
    }

    private void tell(RoomCommand.SetRole c, Member by, long until) {
        room.add(new Effect.Tell(new Effect.RoleIs(c.userId(), c.name(), c.role(), by.name, c.reason(), until), null));
    }

    /** @param mute that has ended by it; null: there was none */
    private void doneWhenUnmuted(RoomCommand.SetRole c, @Nullable Ban mute) {
        if (mute == null) {
            done(c);
        } else {
            room.keepMembers();
            room.add(new Effect.LiftBan(c.who(), c.request(), mute));
        }
    }

    private void done(RoomCommand.Asked c) {
        room.add(new Effect.Done(c.who(), c.request()));
    }

    private void refuse(RoomCommand.Asked asked, Refused why, String about) {
        room.add(new Effect.Refuse(asked.who(), asked.request(), why, about));
    }
}
