package dev.roomtalk.server.room;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets sessions and members arrive and leave, tells the others, and passes the host's role on. Confined to its room.
 *
 * <p>A member whose last session ends without a goodbye is shown as present for a while, because a lost connection
 * often comes back at once; a host who stays away for too long is replaced by the next member in line. Of who comes and
 * goes again before the others were told of it they are told nothing.
 *
 * <p>Who comes and goes here is a member, or none, at once; the room proposes it to the engine afterwards. Who comes
 * and goes on another node does so when the engine's feed brings it. Over 300 lines, because both are told and counted
 * in the same way.
 */
final class Attendance {
    private final Room.Charter charter;
    private final Supplier<RoomRules> rules;
    private final Roster roster;
    private final RoomBans bans;
    private final Lifetime lifetime;
    private final Effects effects;

    /** In rooms of more members nobody is told who is writing. */
    static final int MAX_TOLD_OF_TYPING = 50;

    /** Of one who goes on writing the others are told so often at most. */
    private static final int BETWEEN_TYPING_MILLIS = 2_000;

    private static final String LEFT = "you have left the room in another session";

    /** Of so many arrivals and absences the others are told between two ticks; of the rest at the ticks that follow. */
    static final int TOLD_AT_ONCE = 100;

    /** Arrivals and absences that were told since the last tick. */
    private int told;

    /** There are arrivals that were not told. */
    private boolean untold;

    /** The number of members has changed since the last tick. */
    private boolean countChanged;

    /**
     * By how many members what the others have counted differs since the last tick: of who comes and goes quietly they
     * are told nothing else.
     */
    private int uncounted;

    /** When a host has handed the role to another member for the last time, in milliseconds. */
    private long handedOver;

    private final Elsewhere elsewhere;

    Attendance(
            Room.Charter charter,
            Supplier<RoomRules> rules,
            Roster roster,
            RoomBans bans,
            Lifetime lifetime,
            Effects effects) {
        this.charter = charter;
        this.rules = rules;
        this.roster = roster;
        this.bans = bans;
        this.lifetime = lifetime;
        this.effects = effects;
        this.elsewhere = new Elsewhere(roster, lifetime, this);
    }

    /** A session has been let in: its user becomes a member if it is none. */
    void arrive(RoomCommand.Enter c, Moment now) {
        Participant who = c.who();
        boolean visits = c.manner() == RoomCommand.Manner.VISITOR;
        Member member = roster.find(who.userId());
        boolean counted = member != null;
        if (member == null) {
            member = roster.add(who, now.unixMillis(), visits);
            effects.add(new Effect.Membership(who.userId(), true));
            countChanged = true;
            uncounted += c.quiet() ? 1 : 0;
        }
        boolean returns = !member.present();
        roster.arrive(member, who);
        if (!visits) {
            roster.stays(member);
        }
        lifetime.used(now.millis());
        if (roster.host() == null && !member.visiting && !charter.ofTwo()) {
            makeHost(member, who);
        }
        if (!c.quiet() && !member.announced) {
            // The others count a member who has joined, and have counted this one.
            uncounted -= counted && !member.toBeAnnounced ? 1 : 0;
            member.toBeAnnounced = true;
            tellArrival(member, who, now.millis());
        } else if (returns && (!member.toldPresent || member.toBeAnnounced)) {
            tellArrival(member, who, now.millis());
        }
        saysAway(member.userId);
    }

    /** A session is writing: the others are told now and then. */
    void types(Participant who, long now) {
        Member member = roster.find(who.userId());
        if (member != null
                && roster.participants().contains(who)
                && roster.size() <= MAX_TOLD_OF_TYPING
                && bans.silenceMillis(member.userId, now) == 0
                && now - member.typedAt >= BETWEEN_TYPING_MILLIS) {
            member.typedAt = now;
            effects.add(new Effect.Typing(who));
        }
    }

    /** A member says that it is away, or is back: the others are told, if they know that it is here. */
    void saysAway(long userId) {
        Member member = roster.find(userId);
        String text = member == null ? "" : member.away();
        if (member != null && member.present() && member.announced && !text.equals(member.toldAway)) {
            member.toldAway = text;
            tellUnlessCrowded(new Effect.Away(userId, member.name, text), null);
        }
    }

    /** Tells the others that a member joined, or is here again; later, where they have been told a lot just now. */
    void tellArrival(Member member, @Nullable Participant except, long now) {
        if (!member.toBeAnnounced && !member.announced) {
            member.toldPresent = true;
        } else if (!mayTell()) {
            untold = true;
        } else if (member.toBeAnnounced) {
            roster.announce(member);
            tellUnlessCrowded(new Effect.Joined(roster.view(member, bans, now)), except);
        } else {
            member.toldPresent = true;
            tellUnlessCrowded(new Effect.Presence(member.userId, member.name, true), except);
        }
    }

    /** Counts an arrival or absence; false: that is one too many for now. */
    private boolean mayTell() {
        if (roster.size() > RoomRules.CROWD) {
            return true;
        }
        return ++told <= TOLD_AT_ONCE;
    }

    private void tellUntold(long now) {
        if (untold) {
            untold = false;
            for (Member member : roster.presentMembers()) {
                if (member.toBeAnnounced || !member.toldPresent) {
                    tellArrival(member, null, now);
                }
            }
        }
    }

    /** A member leaves because it asks to. */
    void leave(RoomCommand.Leave c, Member member, long now) {
        for (Participant session : member.sessions) {
            effects.add(
                    session.equals(c.who())
                            ? new Effect.Dismiss(session)
                            : new Effect.Expel(session, new Effect.Ended(LEFT)));
        }
        remove(member, now);
        effects.done(c);
    }

    /** A member is kicked or banned by another user: the engine has removed it with that. */
    void expel(Member member, Effect.Removed removed, long now) {
        boolean wasHost = member.equals(roster.host());
        for (Participant session : member.sessions) {
            effects.add(new Effect.Expel(session, removed));
        }
        effects.tell(removed);
        roster.remove(member, true);
        removed(member, now, wasHost, null);
    }

    /** The user of a member does not exist any longer: its sessions have been told, or are about to be. */
    void forget(Member member, long now) {
        for (Participant session : member.sessions) {
            effects.add(new Effect.Dismiss(session));
        }
        remove(member, now);
    }

    /** Gives a member another name, of which the others are told as if it had left and come. */
    void rename(Member member, String name, long now) {
        if (member.announced) {
            tellUnlessCrowded(new Effect.Left(member.userId, member.name), null);
        }
        roster.rename(member, name);
        if (member.announced) {
            tellUnlessCrowded(new Effect.Joined(roster.view(member, bans, now)), null);
        }
        if (member.equals(roster.host())) {
            effects.tell(new Effect.HostIs(member.userId, member.name));
        }
    }

    /** A session is over. */
    void gone(RoomCommand.Gone c, long now) {
        Member member = roster.depart(c.who(), now);
        if (member == null) {
            return;
        }
        effects.add(new Effect.Dismiss(c.who()));
        if (!member.present() && c.onPurpose()) {
            showAbsent(member, now);
        } else {
            saysAway(member.userId);
        }
    }

    /** Tells the others that a member is absent; the membership of a visitor ends. */
    private void showAbsent(Member member, long now) {
        if (member.visiting) {
            remove(member, now);
            return;
        }
        member.toldAway = "";
        if (!member.announced) {
            member.toldPresent = false;
        } else if (mayTell()) {
            member.toldPresent = false;
            tellUnlessCrowded(new Effect.Presence(member.userId, member.name, false), null);
        }
    }

    /** Ends a membership; its sessions have been dismissed. */
    private void remove(Member member, long now) {
        boolean wasHost = member.equals(roster.host());
        roster.remove(member, false);
        removed(member, now, wasHost, member.announced ? new Effect.Left(member.userId, member.name) : null);
    }

    /** @param event what the others are told; null: nothing */
    private void removed(Member member, long now, boolean wasHost, Effect.@Nullable Left event) {
        lifetime.used(now);
        countChanged = true;
        uncounted -= member.announced || member.toBeAnnounced ? 0 : 1;
        effects.add(new Effect.Membership(member.userId, false));
        if (event != null) {
            tellUnlessCrowded(event, null);
        }
        if (roster.follows()) {
            // The node that has removed the member tells what comes of it.
            return;
        }
        if (charter.ofTwo()) {
            lifetime.end("the conversation has ended: " + member.name + " is in it no longer", () -> roster.size() < 2);
        } else if (roster.size() == 0 && charter.ephemeral()) {
            lifetime.end("the room has closed with its last member", () -> roster.size() == 0);
        } else if (wasHost && charter.closeWithHost()) {
            lifetime.end("the room has closed: its host " + member.name + " has left", () -> true);
        } else if (wasHost) {
            passHost();
        }
    }

    /** Makes a member host by the will of another user; one who is away has {@code host-grace} from now on. */
    void makeHost(Member member, long now) {
        handedOver = now;
        makeHost(member, null);
    }

    private void makeHost(Member member, @Nullable Participant except) {
        roster.makeHost(member);
        if (roster.size() > 1) {
            effects.tell(new Effect.HostIs(member.userId, member.name), except);
        }
    }

    private void passHost() {
        Member heir = roster.heir();
        if (heir != null) {
            makeHost(heir, null);
        }
    }

    /** Shows who has been absent for longer than the delay, replaces an absent host, and tells the new member count. */
    void tick(long now) {
        told = 0;
        tellUntold(now);
        for (Member absent :
                roster.absentSince(now - rules.get().presenceDelay().toMillis())) {
            showAbsent(absent, now);
        }
        if (charter.ofTwo() && roster.size() < 2) {
            // Removed while the room was not open.
            lifetime.end("the conversation has ended: the other user is gone", () -> roster.size() < 2);
        }
        replaceAbsentHost(now);
        if (uncounted != 0 || (countChanged && roster.size() > RoomRules.CROWD)) {
            effects.tell(new Effect.Count(roster.size()));
        }
        countChanged = false;
        uncounted = 0;
    }

    /** Since when the host, who has no session, has been absent; {@code now} if there is no host. */
    long hostAbsentSince(long now) {
        Member host = roster.host();
        return host == null ? now : Math.max(host.absentSince, handedOver);
    }

    private boolean isAwayForTooLong(Member host, long now) {
        return !host.present()
                && now - hostAbsentSince(now) >= rules.get().hostGrace().toMillis();
    }

    /** There is none in a conversation, and where the node has ended that removed the host. */
    private void replaceAbsentHost(long now) {
        Member host = roster.host();
        if (charter.ofTwo()
                || (host != null && !isAwayForTooLong(host, now))
                || !roster.hasHeirPresent()
                || lifetime.isEnding()) {
            return;
        }
        if (host != null && charter.closeWithHost()) {
            lifetime.end(
                    "the room has closed: its host " + host.name + " has been away for too long",
                    () -> host.equals(roster.host()) && !host.present());
        } else {
            passHost();
        }
    }

    /**
     * Members have come to another node, or gone from it. What was changed here of the same user, and is not proposed
     * yet, comes after this, and holds. There is one host: the one that the engine has.
     */
    void apply(RoomChange.MembersAre change, long now) {
        for (long userId : change.gone()) {
            Member member = roster.find(userId);
            if (member != null && !roster.isChanged(userId)) {
                leaveElsewhere(member, now);
            }
        }
        for (MemberRecord record : change.now()) {
            if (!roster.isChanged(record.userId())) {
                isElsewhere(record, now);
            }
            Member member = roster.find(record.userId());
            if (member != null && record.role() == Role.HOST && !member.equals(roster.host())) {
                makeHost(member, now);
            }
        }
    }

    /**
     * Changes were missed: the members are these. Who has a session here stays a member if the engine may have lost
     * that, and it is told again.
     */
    void restate(RoomState now, long millis) {
        Set<Long> kept = now.members().stream().map(MemberRecord::userId).collect(Collectors.toSet());
        List<Long> gone = new ArrayList<>();
        for (Member member : roster.lasting()) {
            if (!kept.contains(member.userId)) {
                if (now.afterLoss() && !member.sessions.isEmpty()) {
                    roster.tellAgain(member);
                } else {
                    gone.add(member.userId);
                }
            }
        }
        roster.follow(true);
        apply(new RoomChange.MembersAre(now.members(), gone), millis);
        roster.follow(false);
        elsewhere.present(now.present(), millis);
    }

    /** Who comes to other nodes and goes from them. */
    Elsewhere elsewhere() {
        return elsewhere;
    }

    /** A member has left on another node: it has left here too. */
    private void leaveElsewhere(Member member, long now) {
        for (Participant session : member.sessions) {
            effects.add(new Effect.Expel(session, new Effect.Ended(LEFT)));
        }
        remove(member, now);
    }

    /** A user is a member, as another node says. */
    private void isElsewhere(MemberRecord record, long now) {
        Member member = roster.find(record.userId());
        if (member == null) {
            member = roster.add(record, now);
            effects.add(new Effect.Membership(record.userId(), true));
            lifetime.used(now);
            countChanged = true;
            uncounted += record.announced() ? 0 : 1;
            if (record.announced()) {
                tellUnlessCrowded(new Effect.Joined(roster.view(member, bans, now)), null);
            }
        } else if (record.announced() && !member.announced) {
            uncounted -= member.toBeAnnounced ? 0 : 1;
            roster.announce(member);
            tellUnlessCrowded(new Effect.Joined(roster.view(member, bans, now)), null);
        }
        if (!member.name.equals(record.name())) {
            rename(member, record.name(), now);
        }
        roster.stays(member);
        roster.setModerator(member, record.role() == Role.MODERATOR);
    }

    private void tellUnlessCrowded(Effect.Event event, @Nullable Participant except) {
        if (roster.size() <= RoomRules.CROWD) {
            effects.tell(event, except);
        }
    }
}
