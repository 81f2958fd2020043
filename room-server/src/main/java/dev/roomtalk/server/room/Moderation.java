package dev.roomtalk.server.room;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides about what the host, the moderators and the operator do about other users, kicks, bans, roles and
 * invitations, and applies what was decided, here or on another node. Confined to its room.
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

    /**
     * What a request about a user changes; null: nothing, and it has been refused.
     *
     * @param by a member, or the operator
     */
    @Nullable
    RoomChange decide(RoomCommand.About act, Member by, Moment now) {
        if (!mayAct(act, by)) {
            return null;
        }
        return switch (act) {
            case RoomCommand.Kick c -> decideKick(c, by);
            case RoomCommand.BanUser c ->
                outOfReach(c, by)
                        ? null
                        : decideBan(Ban.Kind.ENTER, c, c.seconds(), c.reason(), c.addresses(), by, now);
            case RoomCommand.Unban c -> {
                Ban lifted = bans.ban(Ban.Kind.ENTER, c.userId(), now.millis());
                if (lifted == null) {
                    effects.refuse(c, Refused.NOT_BANNED, c.name());
                }
                yield lifted == null ? null : new RoomChange.Unbanned(lifted.key(), lifted.name());
            }
            case RoomCommand.SetRole c -> decideRole(c, by, now);
        };
    }

    /** As {@link #decide(RoomCommand.About, Member, Moment)}, of a request about invitations. */
    @Nullable
    RoomChange decide(RoomCommand.Inviting act, Member by, Moment now) {
        if (!mayAct(act, by)) {
            return null;
        }
        return switch (act) {
            case RoomCommand.Invite c -> {
                long since = now.unixMillis();
                Invitation invitation =
                        new Invitation(c.hash(), by.name, since, since + c.seconds() * 1000, c.uses(), 0);
                if (invitations.hasPlace(invitation, now)) {
                    yield new RoomChange.InvitationIs(invitation);
                }
                effects.refuse(c, Refused.TOO_MANY_INVITATIONS);
                yield null;
            }
            case RoomCommand.Uninvite c -> {
                Invitation ended = invitations.find(c.id());
                if (ended == null) {
                    effects.refuse(c, Refused.BAD_INVITATION);
                }
                yield ended == null ? null : new RoomChange.InvitationEnded(ended.hash());
            }
        };
    }

    /** @param by a member, or the operator */
    void act(RoomCommand.Immediate act, Member by, Moment now) {
        if (!mayAct(act, by)) {
            return;
        }
        switch (act) {
            case RoomCommand.AskBans c -> {
                List<Ban> list = bans.bans(now.millis());
                effects.add(new Effect.Bans(
                        c.who(),
                        c.request(),
                        list.stream().skip(c.skip()).limit(RoomRules.TOLD_BANS).toList(),
                        list.size()));
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

    /** Whether the member may do such things at all; if not, the request has been refused. */
    private boolean mayAct(RoomCommand.Act act, Member by) {
        boolean may = mayEverything(by) || by.moderator || stepsDown(act, by);
        if (!may) {
            effects.refuse(act, givesPower(act) ? Refused.NOT_HOST : Refused.NOT_MODERATOR);
        }
        return may;
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

    private @Nullable RoomChange decideKick(RoomCommand.Kick c, Member by) {
        Member target = roster.find(c.userId());
        if (target == null) {
            effects.refuse(c, Refused.NO_SUCH_MEMBER, c.name());
            return null;
        }
        return outOfReach(c, by) ? null : new RoomChange.Kicked(c.userId(), target.name, by.name, c.reason());
    }

    /** A ban or a mute; null if there are too many, then the request has been refused. */
    private @Nullable RoomChange decideBan(
            Ban.Kind kind,
            RoomCommand.About c,
            long seconds,
            String reason,
            List<String> addresses,
            Member by,
            Moment now) {
        Member target = roster.find(c.userId());
        // The clock may have been set back, or be another node's: it ends the membership that there is.
        long since = target == null ? now.unixMillis() : Math.max(now.unixMillis(), target.since);
        long until = seconds == 0 ? 0 : since + seconds * 1000;
        Ban ban = new Ban(kind, c.userId(), c.name(), by.name, reason, since, until, addresses);
        if (bans.hasPlace(ban.key(), now)) {
            return new RoomChange.Banned(ban);
        }
        effects.refuse(c, Refused.TOO_MANY_BANS, c.name());
        return null;
    }

    private @Nullable RoomChange decideRole(RoomCommand.SetRole c, Member by, Moment now) {
        if (givesPower(c) && !mayEverything(by)) {
            effects.refuse(c, Refused.NOT_HOST);
            return null;
        }
        if (!stepsDown(c, by) && outOfReach(c, by)) {
            return null;
        }
        Member target = roster.find(c.userId());
        if (target != null && target.equals(roster.host())) {
            effects.refuse(c, Refused.IS_HOST, c.name());
            return null;
        }
        if (c.role() == Role.MUTED) {
            return decideBan(Ban.Kind.SPEAK, c, c.seconds(), c.reason(), List.of(), by, now);
        }
        boolean muted = bans.ban(Ban.Kind.SPEAK, c.userId(), now.millis()) != null;
        if (givesPower(c) && (target == null || target.visiting)) {
            effects.refuse(c, Refused.NO_SUCH_MEMBER, c.name());
            return null;
        }
        if (c.role() == Role.MEMBER && !muted && (target == null || !target.moderator)) {
            effects.refuse(c, Refused.UNCHANGED, c.name());
            return null;
        }
        return new RoomChange.RoleIs(c.userId(), c.name(), c.role(), by.name, c.reason(), muted);
    }

    void apply(RoomChange.Kicked change, Moment now) {
        bans.kick(change.userId(), change.by(), change.reason());
        Member target = roster.find(change.userId());
        if (target != null) {
            attendance.expel(
                    target,
                    new Effect.Removed(change.userId(), change.name(), change.by(), change.reason(), false, 0, true),
                    now.millis());
        }
    }

    void apply(RoomChange.Banned change, Moment now) {
        Ban ban = change.ban();
        Member target = roster.find(ban.userId());
        // A ban that the engine had lost was told before.
        boolean told = bans.has(ban);
        bans.lost().known(ban.key());
        bans.ban(ban, now);
        switch (ban.kind()) {
            case ENTER -> {
                Effect.Removed removed = new Effect.Removed(
                        ban.userId(), ban.name(), ban.by(), ban.reason(), true, ban.until(), target != null);
                if (target != null) {
                    attendance.expel(target, removed, now.millis());
                } else if (!told) {
                    effects.tell(removed);
                }
            }
            case SPEAK -> {
                boolean moderated = target != null && target.moderator;
                if (target != null) {
                    roster.setModerator(target, false);
                }
                if (!told || moderated) {
                    effects.tell(new Effect.RoleIs(
                            ban.userId(), ban.name(), Role.MUTED, ban.by(), ban.reason(), ban.until()));
                }
            }
        }
    }

    /** Changes were missed: the bans are these, and those that the engine may have lost. */
    void restate(RoomState now, Moment moment) {
        List<Ban> known = bans.lost().compare(now);
        roster.follow(true);
        known.stream()
                .filter(ban -> !ban.ended(moment.unixMillis()) && !bans.has(ban))
                .forEach(ban -> apply(new RoomChange.Banned(ban), moment));
        roster.follow(false);
    }

    void apply(RoomChange.Unbanned change) {
        bans.unban(change.ban());
    }

    void apply(RoomChange.RoleIs change, long now) {
        bans.unban(new Ban.Key(Ban.Kind.SPEAK, change.userId()));
        Member target = roster.find(change.userId());
        if (target != null) {
            roster.setModerator(target, change.role() == Role.MODERATOR);
        }
        if (change.role() != Role.HOST) {
            effects.tell(
                    new Effect.RoleIs(change.userId(), change.name(), change.role(), change.by(), change.reason(), 0));
        } else if (target != null) {
            attendance.makeHost(target, now);
        }
    }
}
